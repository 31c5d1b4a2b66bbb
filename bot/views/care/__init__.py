"""What admins of the knowledge are shown."""
