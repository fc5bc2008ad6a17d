"""Names of people, places and houses: found word by word, by an ordered table of rules."""
