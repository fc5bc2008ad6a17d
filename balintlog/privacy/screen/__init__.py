"""The screen: what in a text could identify somebody. Pure."""
