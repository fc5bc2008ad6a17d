"""The tables of the logbook, one module for each."""
