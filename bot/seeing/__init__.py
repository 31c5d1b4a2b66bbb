"""What goes on is seen where it passes anyway: calls to Telegram, questions to the database, updates, sends. Nothing of
what passes is changed, and services know nothing of being seen."""
