"""Helplines: numbers that somebody of the staff has tried, and that hide by themselves when that is too long ago."""
