"""Run by Alembic: the steps, in the transaction of the connection that :mod:`bot.storage.migrate` hands over."""

from alembic import context
from alembic.util import CommandError

from bot.storage.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise CommandError("Migrations need the bot's own connection; run them with `zuwu migrate`.")
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
