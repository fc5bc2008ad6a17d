"""Names of people and towns, found word by word."""
