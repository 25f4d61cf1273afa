"""Verdicts of supervisors as they come back: files, sheets, workbooks."""
