"""Questions about people: built from criteria that rooms register, combined with all, any and not.

`registry` knows the criteria, `own` are those of this room; `rules` is the tree that a segment or a mailing stores;
`words` tells it, `people` finds whom it means, `builder` is the form for it.
"""
