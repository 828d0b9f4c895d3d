"""Development: the demo's safe mail and data, with Django's debug pages."""

from coordination_site.settings.demo import *  # noqa: F403

DEBUG = True
