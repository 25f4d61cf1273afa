"""What every door can ask for: one use case a module, each with its own lease and audit line."""
