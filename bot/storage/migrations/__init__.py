"""The steps that bring a database to the present schema, run by :mod:`bot.storage.migrate`."""

HEAD = "0007"
"""The revision of the newest step. Written here so that a start need not load Alembic to see that all is done."""
