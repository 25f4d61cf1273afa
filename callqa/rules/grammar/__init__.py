"""The smallest pieces of the written language: a phrase, a number, an expression, other names for keys."""
