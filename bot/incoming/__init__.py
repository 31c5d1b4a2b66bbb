"""How updates come in, by polling or by webhook, who is let in, and in which order they are handled."""
