"""How the rule book is written: its schema, parsing, expressions, other names for words."""
