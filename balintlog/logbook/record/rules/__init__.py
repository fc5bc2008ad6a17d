"""What is checked before anything is recorded."""
