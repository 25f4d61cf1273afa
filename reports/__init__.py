"""A day's results as text and as a workbook."""
