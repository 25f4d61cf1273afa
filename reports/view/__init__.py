"""The view model: what a reader sees, before it is HTML, a workbook or plain text."""
