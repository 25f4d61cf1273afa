"""What keeps an installation sound: its clock, and its database after a backup was put back."""
