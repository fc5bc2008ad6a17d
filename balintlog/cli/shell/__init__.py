"""``balintlog shell``: a session that is unlocked once."""
