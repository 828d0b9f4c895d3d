"""Every screen of the admin that is ours, and some of Wagtail's, with the roles that get in."""

from tests.architecture.screens import meetings, newsletters, people, site, wagtails

OURS = [*newsletters.SCREENS, *meetings.SCREENS, *people.SCREENS, *site.SCREENS]
WAGTAILS = wagtails.SCREENS
