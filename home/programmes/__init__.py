"""What is made of a programme's fields: the sections of its page, its table of contents, hints to its editor, cards."""
