"""Words that the unit has settled on: what they drive is a lint for writers, and the expansion of abbreviations."""
