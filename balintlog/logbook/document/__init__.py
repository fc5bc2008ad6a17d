"""What the document of a session is, both ways."""
