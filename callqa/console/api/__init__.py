"""What programs ask the console, with a token and never with a browser's cookie."""
