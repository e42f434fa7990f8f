"""Spiders of the project: one, `portals`."""
