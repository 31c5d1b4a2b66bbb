"""The stores in memory: for the console, for tests, and as the plainest reading of the contract."""

from bot.storage.memory.stores import MemoryStores

__all__ = ["MemoryStores"]
