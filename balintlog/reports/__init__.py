"""What leaves the logbook: pages for others, and how they look. Pure."""
