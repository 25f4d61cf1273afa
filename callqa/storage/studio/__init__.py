"""The studio's own database: jobs of the console's users, and what was made of their recordings."""
