"""Public addresses that are no pages. Thin: what may be seen is decided by the modules of the room."""
