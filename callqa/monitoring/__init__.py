"""Telling people and monitoring systems how the night went."""
