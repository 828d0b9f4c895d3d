"""Where a person stands in the files that lists came in: rows that became their contact, and rows that did not."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from stakeholders.models import ImportBatch, ImportRow
from stakeholders.privacy.subject import Subject

State = ImportBatch.State
Outcome = ImportRow.Outcome

# Such a batch can go no further without its file, and starts again with a new one.
_UNFINISHED = (State.UPLOADED, State.CHECKING, State.CHECKED)
_MOST_UNPACKED = 200 * 1024 * 1024  # bytes of a workbook that are looked through
# What ends an address to either side, in SQL and in JSON: an escape there stands for a sign, or for a line break.
_BEFORE = r"((?<![\w.+-])|(?<=\\[nrt])|(?<=\\u[0-9a-f]{4}))"
_BEHIND = r"(?![\w-]|\.\w)"
_TEXT = ("cells", "plan", "undo", "problems")


def rows_of(subject: Subject) -> QuerySet[ImportRow]:
    """Return the rows that were matched with the person, or that name an address of theirs."""
    return _with_text().filter(Q(contact__in=subject.contacts) | _names(subject.emails))


def rows_about(subject: Subject) -> QuerySet[ImportRow]:
    """Return those rows, and those of no contact that hold the person's name, number or, in whatever, address.

    Rows with an error, mostly. They may be a namesake's, so they are erased with the person and shown to nobody. A row
    that was matched with another contact is about a namesake, and stays.
    """
    about = Q(contact__in=subject.contacts) | _names(subject.emails)
    traces = _mentions(subject.emails | subject.names | subject.digits)
    return _with_text().filter(about | Q(contact=None) & traces)


def empty_rows(rows: QuerySet[ImportRow]) -> None:
    """Leave of the rows their numbers and outcomes. One that was to be imported is left out from now on."""
    pks = list(rows.values_list("pk", flat=True))
    mine = ImportRow.objects.filter(pk__in=pks)
    mine.filter(applied_at=None, outcome__in=(Outcome.CREATE, Outcome.UPDATE)).update(outcome=Outcome.SKIP)
    mine.update(cells=[], plan={}, problems=[], matches=[], undo={}, contact=None)


def files_about(subject: Subject) -> QuerySet[ImportBatch]:
    """Return the batches that still hold what names the person: in the kept file, or among the samples of its columns.

    Every kept file is read, one at a time: a file that nobody has checked yet has no rows to go by.
    """
    needles = subject.emails | subject.names | subject.digits
    samples = ImportBatch.objects.annotate(text=Cast("columns", TextField()))
    named = set(samples.filter(_mentions(needles)).values_list("pk", flat=True))
    named.update(rows_about(subject).exclude(batch__file=None).values_list("batch", flat=True))
    unread = ImportBatch.objects.exclude(file=None).exclude(pk__in=named)
    for batch in unread.only("pk", "file").iterator(chunk_size=1):
        if batch.file is not None and mentions(bytes(batch.file), needles):
            named.add(batch.pk)
    return ImportBatch.objects.filter(pk__in=named)


def drop_files(batches: QuerySet[ImportBatch]) -> None:
    """Throw the files away, and the samples of their columns. What was not imported yet must be uploaded again."""
    for batch in batches.defer("file"):
        batch.file = None
        batch.columns = [{**column, "sample": []} for column in batch.columns]
        if batch.state in _UNFINISHED:
            batch.state = State.REFUSED
            batch.problem = _("The file was thrown away, because somebody in it was erased. Upload it without them.")
        batch.save(update_fields=["file", "columns", "state", "problem"])


def mentions(data: bytes, needles: Iterable[str]) -> bool:
    """Say whether a file holds one of `needles`, in the encodings that spreadsheets write; workbooks are unpacked."""
    wanted = {
        needle.casefold().encode(encoding) for needle in needles for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    return any(needle in _lowered(part) for part in _parts(data) for needle in wanted)


def _parts(data: bytes) -> Iterator[bytes]:
    yield data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as workbook:
            left = _MOST_UNPACKED
            for member in workbook.infolist():
                if member.file_size <= left:
                    left -= member.file_size
                    yield workbook.read(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return  # no workbook, or one that nobody can read


def _lowered(data: bytes) -> bytes:
    """Fold the case of UTF-8 text; of anything else that of its ASCII letters, in two bytes as in one."""
    try:
        return data.decode("utf-8").casefold().encode()
    except UnicodeDecodeError:
        return data.lower()


def _with_text() -> QuerySet[ImportRow]:
    """Return all rows with `text`: whatever their file brought, as one."""
    pieces = [piece for name in _TEXT for piece in (Cast(name, TextField()), Value(" "))]
    return ImportRow.objects.annotate(text=Concat(*pieces, output_field=TextField()))


def _names(emails: Iterable[str]) -> Q:
    """Return a condition for rows that name one of these addresses, whole: ``ali@…`` does not stand in ``wali@…``."""
    whole = [
        _BEFORE + re.escape(spelling) + _BEHIND for email in emails for spelling in (email, json.dumps(email)[1:-1])
    ]
    return _mentions(emails) & Q(text__iregex="|".join(whole)) if whole else _mentions(())


def _mentions(needles: Iterable[str]) -> Q:
    """Return a condition that holds for none where there is nothing to look for."""
    condition = Q(pk__in=[])
    for needle in needles:
        condition |= Q(text__icontains=needle)
        escaped = json.dumps(needle)[1:-1]  # as SQLite stores what is not ASCII
        if escaped != needle:
            condition |= Q(text__icontains=escaped)
    return condition
