"""What the leader types: the only place that knows Typer, the terminal and the environment."""
