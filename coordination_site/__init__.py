"""Composition root: settings, URLs, the Celery app, staff accounts and roles. Imports everyone, imported by no one."""

from coordination_site.celery import app as celery_app

__all__ = ["celery_app"]
