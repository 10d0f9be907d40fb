"""Search over commitments, reports, documents, sources and parties: every word, in any form, in any case."""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet

from commitments.choices import RecordType
from commitments.models import Commitment, ProgressReport
from commitments.queries import searchable
from summits.models import Document, Party, Source

SHOWN = 20


@dataclass(frozen=True)
class Hits:
    """One kind of record: how many match, and the first of them."""

    kind: str
    count: int
    records: list


def search(q: str) -> list[Hits]:
    """Public records in which every word occurs. Ten queries at most."""
    words = q.split()
    if not words:
        return []
    parties = Party.objects.published().order_by("name")
    commitments = Commitment.objects.published().select_related("summit")
    reports = ProgressReport.objects.published().select_related("commitment")
    return [
        _hits(RecordType.PARTY, parties, words),
        _hits(RecordType.COMMITMENT, commitments, words),
        _hits(RecordType.PROGRESS_REPORT, reports.order_by("-date_last"), words),
        _hits(RecordType.DOCUMENT, Document.objects.published(), words),
        _hits(RecordType.SOURCE, Source.objects.published(), words),
    ]


def _hits(kind: RecordType, rows: QuerySet, words: list[str]) -> Hits:
    condition: Q = reduce(and_, (searchable.occurs(word, kind) for word in words))
    found = rows.filter(condition)
    return Hits(kind, found.count(), list(found[:SHOWN]))
