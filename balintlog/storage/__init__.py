"""Where it is kept: one SQLCipher file, and the only place that knows SQL."""
