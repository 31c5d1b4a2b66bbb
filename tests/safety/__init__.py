"""What must never happen, whatever is sent: secrets in logs, foreign markup, SQL from text."""
