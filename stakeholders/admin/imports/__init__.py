"""Bring in a list: from the file to the contacts, a page for each step, and back."""
