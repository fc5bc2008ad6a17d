"""The terminal: the only place that knows how to ask and how to print."""
