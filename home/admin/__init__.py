"""The screens of the ground floor: key figures, helplines, safe messaging, and the panels of the first page."""
