"""The care of the knowledge: its revisions, what changes them, and the admins who do."""
