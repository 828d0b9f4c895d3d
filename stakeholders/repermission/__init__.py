"""Asking an existing list, once, whether it wants its mail. Answers are consent records; no answer is no consent."""
