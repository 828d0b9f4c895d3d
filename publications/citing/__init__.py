"""Citations of publications: in the house's own line, in the styles of the world, and for machines."""
