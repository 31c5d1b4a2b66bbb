"""The whole program under load, beside an echo bot: both over HTTP, against a Bot API server of the benchmark."""
