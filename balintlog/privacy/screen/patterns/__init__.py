"""Patterns: dates, numbers, addresses and situations, found by how they are written."""
