"""What is done with accounts of the console: who may sign in, and signing in."""
