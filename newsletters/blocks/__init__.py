"""The blocks of an issue. Each is rendered three times: for the site, for the mail, and for the mail's text part.

`base` has what all of them share, `links` the one way to point somewhere; the others hold the blocks by family.
"""

from newsletters.blocks.body import ColumnBody, IssueBody
from newsletters.blocks.links import LinkBlock

__all__ = ["ColumnBody", "IssueBody", "LinkBlock"]
