"""What a leader may type, or choose from a list, to mean a record."""
