"""The Bot API in memory, part by part; ``bot.console.local_api`` puts the parts together."""
