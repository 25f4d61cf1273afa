"""What is stored, and how: one database, SQLite or PostgreSQL."""
