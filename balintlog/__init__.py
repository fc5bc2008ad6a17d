"""The encrypted logbook of Balint group leaders."""
