"""The keyboard: keys and lines as they are typed."""
