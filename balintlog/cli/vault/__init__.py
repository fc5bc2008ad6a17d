"""``balintlog vault`` and its sub-commands."""
