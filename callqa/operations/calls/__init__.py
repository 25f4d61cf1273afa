"""Reading the calls of a day one page at a time, and hearing one."""
