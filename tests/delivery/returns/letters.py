"""The samples: letters in the shapes that mail servers write, about a reader who is made up.

Their blanks are filled with a message of the test's database, so that tokens are real.
"""

from email.header import Header
from pathlib import Path

from django.conf import settings

from delivery import identity, tokens

SAMPLES = Path(__file__).parent / "samples"
READER = "amina.khan@ministry.example.org"


def sample(name, message):
    """Return the letter `name`, about `message`."""
    token = tokens.unsubscribe_token(message.address_id, message.mailing.purpose)
    blanks = {
        "RETURN_PATH": identity.return_path(message.pk),
        "READER": message.address.email,
        "MESSAGE_ID": message.message_id,
        "PK": str(message.pk),
        "TOKEN": token,
        "TOKEN_HALVES": f"{token[:30]}\n {token[30:]}",
        "TOKEN_ENCODED": Header(f"unsubscribe {token}", "utf-8", maxlinelen=60).encode(),
        "TOKEN_ALTERED": token[:-2] + ("AA" if token[-2:] != "AA" else "BB"),
        "DOMAIN": settings.SENDER_DOMAIN,
    }
    text = (SAMPLES / f"{name}.eml").read_text()
    for blank, value in blanks.items():
        text = text.replace(f"{{{{{blank}}}}}", value)
    assert "{{" not in text
    return text.encode()


def all_samples():
    """Return the names of all samples."""
    return sorted(path.stem for path in SAMPLES.glob("*.eml"))
