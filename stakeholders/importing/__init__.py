"""Lists that come as files: read here, matched with what is there, checked, applied and taken back.

`files` makes rows of cells out of bytes, `headings` guesses which column is what, `fields` makes values out of cells.
Nothing of that reads or writes a contact.
"""
