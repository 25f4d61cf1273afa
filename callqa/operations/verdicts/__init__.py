"""Verdicts that come in by themselves."""
