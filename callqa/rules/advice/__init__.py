"""What a supervisor is told about a rule book that is valid but unlikely to do what it should."""
