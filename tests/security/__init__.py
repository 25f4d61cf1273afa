"""What strangers must not read, run or change, and what is to be gone for good."""
