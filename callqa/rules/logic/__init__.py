"""Conditions as a tree, and what joins them: every, either, not, at least n, n times."""
