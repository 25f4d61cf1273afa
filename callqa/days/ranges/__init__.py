"""Several days as one: a week, a month, another range."""
