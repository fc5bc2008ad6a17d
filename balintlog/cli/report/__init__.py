"""``balintlog report`` and its sub-commands."""
