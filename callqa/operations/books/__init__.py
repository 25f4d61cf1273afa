"""The rule book as people work on it: published, rolled back, compared, tried."""
