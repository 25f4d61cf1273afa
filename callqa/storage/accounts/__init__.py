"""Accounts of the console, and who is signed in, in the database."""
