"""Every word that a reader sees and nobody said, in each language."""
