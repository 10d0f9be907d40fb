"""Search over commitments, reports, documents, sources and parties: every word, anywhere, in any case."""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet

from commitments.models import Commitment, ProgressReport
from summits.filters import any_contains
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
    reports = ProgressReport.objects.published().select_related("commitment")
    return [
        _hits("party", parties, words, "name", "official_name", "code"),
        _hits(
            "commitment",
            Commitment.objects.published().select_related("summit"),
            words,
            "title",
            "summary",
            "slug",
        ),
        _hits("progress_report", reports.order_by("-date_last"), words, "summary"),
        _hits("document", Document.objects.published(), words, "title", "summary", "number"),
        _hits("source", Source.objects.published(), words, "title", "publisher", "authors", "slug"),
    ]


def _hits(kind: str, rows: QuerySet, words: list[str], *fields: str) -> Hits:
    condition: Q = reduce(and_, (any_contains(word, *fields) for word in words))
    found = rows.filter(condition)
    return Hits(kind, found.count(), list(found[:SHOWN]))
