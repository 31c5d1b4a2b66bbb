"""Where state is kept: SQLAlchemy stores, a memory store, migrations."""
