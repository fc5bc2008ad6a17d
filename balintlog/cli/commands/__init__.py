"""The commands of the root, one module for each noun."""
