"""Programmes in templates."""

from django import template

from home.programmes import sections

register = template.Library()
register.filter("has_words", sections.has_words)
