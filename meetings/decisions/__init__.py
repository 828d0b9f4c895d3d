"""Decisions: their numbers (`numbering`), what becomes of them (`standing`), and who may read them (`register`)."""
