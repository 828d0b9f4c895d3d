"""Coordination meetings."""
