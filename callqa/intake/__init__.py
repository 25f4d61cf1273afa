"""What came in: names of files, call records, duplicates, what is missing."""
