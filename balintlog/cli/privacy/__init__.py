"""``balintlog privacy`` and its sub-commands."""
