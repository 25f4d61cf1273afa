"""What reports say in English: every name of `reports.words.chinese`, module by module."""
