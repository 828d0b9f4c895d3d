"""Meetings in people's calendars: what invitations carry, and the feeds that calendars read."""
