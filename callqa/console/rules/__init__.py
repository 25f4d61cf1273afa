"""The rule book: read, edited as a draft, tried, published, and taken back."""
