"""The newsletter that every way sends: personal, 60 KB on the wire, its HTML one long line as MJML compiles it."""

from datetime import UTC, datetime
from functools import cache

from mjml import mjml2html

from delivery.segments import Segments, build

SENDER = ("Coordination Unit", "newsletter@unit.example.org")
SUBJECT = "Newsletter 33"
NAMES = ("Ayesha Khan", "عائشہ خان", "Bilal O'Hara", "نور")
TEXT = "Dear [[name]],\n\n" + "Partners agreed on the next steps.\n" * 80 + "\nUnsubscribe: [[unsubscribe_url]]\n"

_ITEMS = 21
_ITEM = """
  <mj-section><mj-column>
    <mj-text font-size="20px"><h2>Working group no. {0} met in Islamabad</h2></mj-text>
    <mj-text>Partners from {0} districts agreed on the next steps and named a focal point for each.</mj-text>
    <mj-button href="https://unit.example.org/en/items/{0}/">Read what was agreed</mj-button>
  </mj-column></mj-section>"""


@cache
def html() -> str:
    """Return the HTML part, with the engine's placeholders."""
    items = "".join(_ITEM.format(number) for number in range(1, _ITEMS + 1))
    return mjml2html(
        f"""<mjml lang="en" dir="ltr"><mj-head><mj-title>{SUBJECT}</mj-title></mj-head><mj-body>
        <mj-section><mj-column><mj-text>Dear [[name]],</mj-text></mj-column></mj-section>{items}
        <mj-section><mj-column><mj-text><a href="[[unsubscribe_url]]">Unsubscribe</a>
        </mj-text></mj-column></mj-section></mj-body></mjml>""",
        fonts={},
    )


def segments() -> Segments:
    """Return the newsletter cut into segments, without a mailing."""
    return build(
        subject=SUBJECT,
        html=html(),
        text=TEXT,
        language="en",
        sender=SENDER,
        date=datetime(2026, 11, 22, tzinfo=UTC),
        placeholders={"name", "unsubscribe_url"},
    )


def message(cut: Segments, number: int) -> bytes:
    """Return the octets of one reader's message."""
    name = NAMES[number % len(NAMES)]
    return cut.join(
        {"name": name},
        to_name=name,
        to_email=f"reader{number}@example.org",
        message_id=f"<33.{number}@unit.example.org>",
        unsubscribe_url=unsubscribe_url(number),
    )


def unsubscribe_url(number: int) -> str:
    """Return a link as long as a real one."""
    return f"https://unit.example.org/en/unsubscribe/{number:0>48}/"


@cache
def size() -> int:
    """Return how many octets a message has on the wire: what the wire's own measure must send, too."""
    return len(message(segments(), 0))
