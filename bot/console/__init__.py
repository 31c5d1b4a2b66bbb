"""The terminal: the same bot over a Bot API in memory."""
