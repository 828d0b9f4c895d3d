"""The demo's content: what `manage.py load_demo` writes. Its words and facts stand in content/, as TOML and CSV.

Every person, mailbox and small organisation is made up; addresses stand at reserved domains (RFC 2606). Real are the
names of public bodies, and the authors, titles and journals of the publications, as Newsletter 33 gives them.
"""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).with_name("content")


def read(name: str) -> dict[str, Any]:
    """Return what content/<name>.toml says."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
