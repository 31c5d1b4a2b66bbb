"""The application: a Telegram bot over the understanding, with its storage, views and commands."""
