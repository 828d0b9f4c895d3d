"""One mailing by the product's own workers: from "send" to the closed ledger."""

from django.db.models import Max, Min
from django.utils import timezone

from benchmarks import readers
from benchmarks.bench import Bench
from benchmarks.harness import Sample
from benchmarks.sink import MailSink
from benchmarks.workers import Crew, approved, crew
from delivery import ledger, mailings
from delivery.enums import MessageState
from delivery.models import Mailing


def send(
    bench: Bench, database_name: str, sink: MailSink, *, count: int, workers: int, connections: int | None = None
) -> Sample:
    """Send to `count` readers by so many workers of one process each."""
    database = bench.database(database_name, readers_up_to=count)
    with crew(bench, database, sink, workers=workers, connections=connections) as started:
        return send_by(started, sink, audience=readers.audience(count, bench.scale.sizes), count=count)


def send_by(started: Crew, sink: MailSink, *, audience: dict[str, object], count: int) -> Sample:
    """Start a mailing, wait for its end, and see that `count` messages were sent, taken and accounted for.

    Times are the ledger's own: from the moment of "send" to the moment at which the mailing was closed, which comes
    after the last acceptance. So freezing the audience is part of it.
    """
    mailing, taken, cpu = approved(audience), sink.taken(), started.cpu()
    mailings.start(mailing, by=None, now=timezone.now())
    started.wait(mailing, within=60 + count / 50)
    cpu = started.cpu() - cpu
    account = ledger.count(mailing)
    assert account.balanced
    assert sink.taken() - taken == account.messages[MessageState.SENT] == mailing.prepared == count
    return _sample(mailing, count=count, cpu=cpu)


def _sample(mailing: Mailing, *, count: int, cpu: float) -> Sample:
    times = mailing.messages.aggregate(first_text=Min("marked_at"), last=Max("settled_at"))
    assert mailing.started_at
    ended = max(mailing.finished_at, times["last"])  # of two workers' clocks
    return Sample(
        count,
        seconds=(ended - mailing.started_at).total_seconds(),
        cpu=cpu,
        freezing=(times["first_text"] - mailing.started_at).total_seconds(),
    )
