"""The commands about the rule book."""
