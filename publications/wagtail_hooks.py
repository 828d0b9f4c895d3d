"""What this room adds to Wagtail. Registration only."""

from wagtail import hooks

from publications import withdrawn_files

hooks.register("before_serve_document", withdrawn_files.refuse)
