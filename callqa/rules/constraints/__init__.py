"""What else has to hold at the place of a hit, one kind of constraint beside the other."""
