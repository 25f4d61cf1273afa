"""Several days together: agents, trends, and two ranges side by side."""
