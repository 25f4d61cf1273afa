"""Verdicts: on the page of a call, and hit by hit in a queue."""
