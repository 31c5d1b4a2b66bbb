"""Plain Chinese to a schedule."""
