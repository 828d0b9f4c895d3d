"""Editions in other languages: which of their fields are the original's, and what a machine wrote of them."""
