"""The screens of staff. `workspace` has what those of one meeting share."""
