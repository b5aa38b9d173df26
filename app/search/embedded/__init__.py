"""The search engine inside the program: SQLite's full-text search on folded words."""
