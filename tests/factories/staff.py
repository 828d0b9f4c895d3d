"""Staff accounts. Their groups and what these may do come from the migration, as in any installation."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group


def staff(*roles, username=""):
    """Return an active account that holds `roles`; without any it can't even enter the admin."""
    name = username or "-".join(roles).lower() or "nobody"
    user, _created = get_user_model().objects.get_or_create(
        username=name, defaults={"first_name": name.title(), "last_name": "Example", "email": f"{name}@example.org"}
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user
