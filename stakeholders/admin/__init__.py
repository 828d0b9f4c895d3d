"""The unit's screens for people, in Wagtail's admin."""
