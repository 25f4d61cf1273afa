"""Finding calls by what was said in them."""
