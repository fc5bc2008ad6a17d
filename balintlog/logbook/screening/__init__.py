"""The gate through which every text goes before it is kept."""
