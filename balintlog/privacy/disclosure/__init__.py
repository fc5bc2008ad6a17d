"""Disclosure: what a report may say of a small group without giving anybody away. Pure."""
