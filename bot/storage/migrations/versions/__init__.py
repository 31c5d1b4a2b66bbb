"""One module a step. A step is written for SQLite and PostgreSQL alike and uses no table of the application, which
moves on; there is no step back: the way back is a backup."""
