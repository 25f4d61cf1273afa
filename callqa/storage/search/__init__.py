"""The index of what was said, character by character: derived from the database, and made again from it."""
