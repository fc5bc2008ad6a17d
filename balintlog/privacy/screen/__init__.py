"""The screen: finds in a text what could identify somebody. Pure."""
