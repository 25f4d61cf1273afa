"""The studio's part of the console: drop a recording in, follow it, read and correct its text."""
