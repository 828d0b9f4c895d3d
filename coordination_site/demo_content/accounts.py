"""One account for each staff role, so that a visitor can see what each of them may do."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from coordination_site import roles
from coordination_site.models import User

MAIL_DOMAIN = "@unit.example.org"
# User name, the person's made-up name, role.
ACCOUNTS = (
    ("author", "Nida", "Bangash", roles.AUTHOR),
    ("reviewer", "Waqas", "Alvi", roles.REVIEWER),
    ("approver", "Saima", "Durrani", roles.APPROVER),
    ("coordinator", "Umair", "Balti", roles.COORDINATOR),
    ("admin", "Rabia", "Memon", roles.ADMINISTRATOR),
)


def is_a_real_site() -> bool:
    """Whether somebody works here whom the demo didn't make: an account exists, and none of the demo's does."""
    made_up = [username for username, *_ in ACCOUNTS]
    return User.objects.exists() and not User.objects.filter(username__in=made_up, email__endswith=MAIL_DOMAIN).exists()


def load_accounts(*, password: str) -> int:
    """Add the accounts that are missing, all with `password`, and return how many were added."""
    groups = {group.name: group for group in Group.objects.filter(name__in=roles.ROLES)}
    known = set(User.objects.values_list("username", flat=True))
    hashed = make_password(password)
    missing = [account for account in ACCOUNTS if account[0] not in known]
    for username, first_name, last_name, role in missing:
        user = User.objects.create(
            username=username,
            email=f"{username}{MAIL_DOMAIN}",
            first_name=first_name,
            last_name=last_name,
            password=hashed,
        )
        user.groups.add(groups[role])
    return len(missing)
