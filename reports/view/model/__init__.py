"""The view model: what a report shows, already in words, still without any markup."""
