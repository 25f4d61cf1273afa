"""The sample day: synthetic calls with their answers, the same bytes every time it is made."""
