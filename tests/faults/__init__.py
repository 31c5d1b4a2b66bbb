"""What breaks: Telegram, the database, the disk, the clock, the process itself. Nothing is lost for it."""
