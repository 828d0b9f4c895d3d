"""Safe messaging about suicide and self-harm: published rules, looked for in what the unit is about to publish.

`checking.check` is pure: passages in, findings out. `gate` keeps a page from being published, `overriding` records who
published all the same.
"""
