"""Storage: one suite over SQLite and a real PostgreSQL."""
