from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command


@pytest.fixture
def load_demo(db, settings) -> Callable[..., str]:
    """Run the command as the demo does, with few contacts unless told otherwise, and return what it printed."""
    settings.APPROVE_BY_CODE = True

    def load(contacts: int = 40) -> str:
        printed = StringIO()
        call_command("load_demo", contacts=contacts, stdout=printed)
        return printed.getvalue()

    return load
