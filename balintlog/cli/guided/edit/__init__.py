"""Edits of what is recorded: the pages of the evening, filled in."""
