"""The end of data and the memory of it: purge, forget, and who did what to the results."""
