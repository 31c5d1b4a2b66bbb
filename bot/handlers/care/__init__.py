"""What admins of the knowledge write and press."""
