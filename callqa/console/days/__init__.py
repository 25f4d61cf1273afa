"""Days in counts: which there are, and whether each is complete."""
