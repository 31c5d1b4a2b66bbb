"""Files for a word processor: minutes as an office files them."""
