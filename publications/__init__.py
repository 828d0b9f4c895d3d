"""Publications and their citations."""
