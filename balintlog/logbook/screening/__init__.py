"""Screening: every text goes through the gate before it is saved."""
