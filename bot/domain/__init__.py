"""The domain: values and rules without Telegram, without a database, without a clock of their own."""
