"""What is asked: from what people type to a decision about which entry answers it."""
