"""What people and their monitoring are told: the morning message, and the metrics."""
