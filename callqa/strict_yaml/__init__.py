"""YAML that is told line and column of every mistake in it."""
