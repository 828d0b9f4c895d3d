"""Takes the staff guide's pictures of a running demo: ``python -m docs.pictures http://localhost:8000``.

``newsletters``, ``people``, ``meetings`` or ``site`` after the address takes those only; but for the first no mailing
need have been sent. Run it on a fresh demo, from the checkout and with the demo's database, with the development
requirements and Chromium (CHROMIUM names it if it is not at /usr/bin/chromium).
At the end some messages of the demo have failed and others are uncertain, a list waits to be imported, somebody to be
erased, a meeting to be announced by mail and an article to be mended, for pictures of what then can be done: start the
demo anew afterwards.
"""

import os
import sys

import django

from docs.pictures import meetings, newsletters, people, site

PARTS = {"newsletters": newsletters, "people": people, "meetings": meetings, "site": site}


def main(address: str, part: str = "") -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "coordination_site.settings.demo"
    django.setup()
    for module in [PARTS[part]] if part else PARTS.values():
        module.take_all(address)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:3])
