"""Key figures: one record for each number, with all that it has been."""
