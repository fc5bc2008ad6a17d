"""What the leader looks at: histories, lists, follow-ups and status."""
