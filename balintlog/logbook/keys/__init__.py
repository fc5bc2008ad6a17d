"""Opening the logbook, and everything done to its keys, backups and copies."""
