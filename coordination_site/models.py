"""Staff accounts. Readers and stakeholders have no account: they act by signed links."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of the unit's staff. Ours from the first migration, since swapping one in later is a rewrite."""
