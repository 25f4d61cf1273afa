"""Putting a rule book to transcripts: matching, scores, examples, trials."""
