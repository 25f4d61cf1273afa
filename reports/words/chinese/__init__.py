"""What reports say in Chinese: every word that a reader sees and that is not customer speech."""
