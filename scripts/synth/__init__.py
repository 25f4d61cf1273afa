"""Synthetic Mandarin telephone speech with exact character times, from Debian's espeak-ng."""
