"""What a rule can ask of a call, one kind of condition beside the other."""
