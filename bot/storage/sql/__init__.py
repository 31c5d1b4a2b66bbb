"""The stores over SQLAlchemy, one class a module; exactly-once rests on constraints alone."""

from bot.storage.sql.stores import SqlStores

__all__ = ["SqlStores"]
