"""What is known: documents, provisions, entries and terms, read from YAML and checked."""
