"""Queries over several tables, for what is worked out from all of them at once."""
