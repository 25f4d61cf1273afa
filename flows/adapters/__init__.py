"""Input and output: one third-party library a file."""
