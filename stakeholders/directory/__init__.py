"""The public directory: organisations, where they work, and the people who agreed to stand in it.

`organisations` and `people` say what the public may see; every other module asks them. See docs/decisions/0018.
"""
