"""The calls of a day, and one call: read, heard, judged."""
