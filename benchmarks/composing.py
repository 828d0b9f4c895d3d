"""From content and 2,000 readers to accepted mail: the usual way in Django, and ours.

Every way sends the same personal newsletter of about 60 KB, compiled from MJML (so its HTML is one
long line), over loopback into a sink that stores nothing. Preparing the segments is part of ours.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template import Context, Template
from mjml import mjml2html

from benchmarks.harness import Report, Way, compare
from benchmarks.sink import HOST, Sink, running_sink
from delivery.segments import Segments, build
from delivery.segments.wrapping import wrap_html
from delivery.smtp import Outcome, Parcel, Settlement, SmtpConfig, run_lanes

ROUNDS = 5
USUAL_COUNT, OUR_COUNT = 250, 2000
SENDER = ("Coordination Unit", "newsletter@unit.example.org")
NAMES = ("Ayesha Khan", "عائشہ خان", "Bilal O'Hara", "نور")
FLOOR = 5.0


def run() -> Report:
    """Measure; the promise is about one connection."""
    html = newsletter()
    with running_sink() as sink:
        ours = "segments joined, one connection"
        measures = compare(
            [
                Way("a template and an EmailMultiAlternatives for each message", lambda: usual_way(sink, html)),
                Way("the same, with lines wrapped beforehand", lambda: usual_way(sink, wrap_html(html))),
                Way(ours, lambda: _ours(sink, html, lanes=1)),
                Way("segments joined, four connections", lambda: _ours(sink, html, lanes=4)),
            ],
            rounds=ROUNDS,
        )
    about = f"personal mail of {len(html.encode()) / 1000:.0f} KB of HTML into a sink on this machine"
    return Report("composing", about, measures, floor=FLOOR, floor_of=ours)


def newsletter() -> str:
    item = """
      <mj-section><mj-column>
        <mj-text font-size="20px"><h2>Working group no. {0} met in Islamabad</h2></mj-text>
        <mj-text>Partners from {0} districts agreed on the next steps and named a focal point for each.</mj-text>
        <mj-button href="https://unit.example.org/en/items/{0}/">Read what was agreed</mj-button>
      </mj-column></mj-section>"""
    items = "".join(item.format(number) for number in range(1, 27))
    return mjml2html(
        f"""<mjml lang="en" dir="ltr"><mj-head><mj-title>Newsletter 33</mj-title></mj-head><mj-body>
        <mj-section><mj-column><mj-text>Dear [[name]],</mj-text></mj-column></mj-section>{items}
        <mj-section><mj-column><mj-text><a href="[[unsubscribe_url]]">Unsubscribe</a>
        </mj-text></mj-column></mj-section></mj-body></mjml>""",
        fonts={},
    )


TEXT = "Dear [[name]],\n\n" + "Partners agreed on the next steps.\n" * 80 + "\nUnsubscribe: [[unsubscribe_url]]\n"


def usual_way(sink: Sink, html: str) -> int:
    html_template, text_template = (
        Template(content.replace("[[", "{{ ").replace("]]", " }}")) for content in (html, TEXT)
    )
    taken = sink.taken()
    connection = EmailBackend(host=HOST, port=sink.port)
    connection.open()
    for number in range(USUAL_COUNT):
        context = Context({"name": NAMES[number % 4], "unsubscribe_url": _unsubscribe_url(number)})
        message = EmailMultiAlternatives(
            "Newsletter 33",
            text_template.render(context),
            f"{SENDER[0]} <{SENDER[1]}>",
            [f"reader{number}@example.org"],
            connection=connection,
            headers={
                "List-Unsubscribe": f"<{_unsubscribe_url(number)}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(html_template.render(context), "text/html")
        message.send()
    connection.close()
    assert sink.taken() - taken == USUAL_COUNT
    return USUAL_COUNT


class _Readers:
    """A ledger that writes nothing: this measures composing and the wire."""

    def __init__(self, segments: Segments) -> None:
        self._parcels = _parcels(segments)
        self.sent = 0

    async def next_parcel(self) -> Parcel | None:
        return next(self._parcels, None)

    async def turn(self, *, settle: Settlement | None, mark: int | None) -> bool:
        self.sent += settle is not None and settle.outcome is Outcome.SENT
        return True


def _parcels(segments: Segments) -> Iterator[Parcel]:
    for number in range(OUR_COUNT):

        def load(eight_bit: bool, number: int = number) -> bytes:
            return segments.join(
                {"name": NAMES[number % 4]},
                to_name=NAMES[number % 4],
                to_email=f"reader{number}@example.org",
                message_id=f"<33.{number}@unit.example.org>",
                unsubscribe_url=_unsubscribe_url(number),
            )

        yield Parcel(number, "bounce@unit.example.org", f"reader{number}@example.org", load)


def _ours(sink: Sink, html: str, *, lanes: int) -> int:
    taken = sink.taken()
    segments = build(
        subject="Newsletter 33",
        html=html,
        text=TEXT,
        language="en",
        sender=SENDER,
        date=datetime(2026, 11, 22, tzinfo=UTC),
        placeholders={"name", "unsubscribe_url"},
    )
    readers = _Readers(segments)
    config = SmtpConfig.from_url(f"smtp://{HOST}:{sink.port}", max_messages_per_connection=OUR_COUNT)
    assert asyncio.run(run_lanes(config, readers, lanes)) == ()
    assert sink.taken() - taken == readers.sent == OUR_COUNT
    return OUR_COUNT


def _unsubscribe_url(number: int) -> str:
    return f"https://unit.example.org/en/unsubscribe/{number:0>48}/"
