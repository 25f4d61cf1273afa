"""Signing in and out, accounts, and what a visitor may do."""
