"""The supervisors' rule book: what it may say, and what it finds in a transcript."""
