"""Publications in the admin: their menu, and bringing them in from files."""
