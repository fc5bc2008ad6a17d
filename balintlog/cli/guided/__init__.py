"""The evening, asked question by question."""
