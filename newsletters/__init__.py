"""Issues, the blocks they are made of, and the mailings they become."""
