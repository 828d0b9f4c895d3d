"""The pictures that stand beside a link when somebody passes it on: one for every public page, drawn from its words."""
