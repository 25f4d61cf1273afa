"""What is done in the studio: recordings come in, its own engine recognises them, owners work on the text."""
