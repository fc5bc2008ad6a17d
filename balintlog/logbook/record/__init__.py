"""Recording what happened, putting it right, and deleting it."""
