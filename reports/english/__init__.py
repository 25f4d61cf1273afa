"""What reports say in English: every name of `reports.chinese`, module by module."""
