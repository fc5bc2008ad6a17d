"""``balintlog case`` and its sub-commands."""
