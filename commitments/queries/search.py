"""Search over commitments, reports, documents, sources and parties: every word, in any form, in any case."""

from dataclasses import dataclass
from functools import reduce
from operator import add, and_

from django.db.models import Case, Q, QuerySet, Value, When

from commitments.choices import RecordType
from commitments.excerpts import stem
from commitments.models import Commitment, ProgressReport
from commitments.queries import searchable, spelling
from summits import languages
from summits.models import Document, Party, Source, Theme

SHOWN = 20
OFFERED = 8  # suggestions while a search is typed
TITLES = {
    RecordType.PARTY: "name",
    RecordType.COMMITMENT: "title",
    RecordType.PROGRESS_REPORT: "commitment__title",
    RecordType.DOCUMENT: "title",
    RecordType.SOURCE: "title",
}
KINDS = tuple(TITLES)


@dataclass(frozen=True)
class Hits:
    """One kind of record: how many match, and the first of them."""

    kind: str
    count: int
    records: list


def search(q: str) -> list[Hits]:
    """Public records in which every word occurs. Ten queries at most."""
    if not q.split():
        return []
    groups = [(kind, found(kind, q)) for kind in KINDS]
    return [Hits(kind, rows.count(), list(rows[:SHOWN])) for kind, rows in groups]


def found(kind: str, q: str) -> QuerySet:
    """Public records of one kind in which every word occurs, those first whose titles have the most of them."""
    words = q.split()
    occurs = reduce(and_, (searchable.occurs(word, kind) for word in words))
    if kind == RecordType.PARTY and not languages.is_contents():
        occurs |= Q(pk__in=[party.pk for party in _called(words)])
    rows = _public(kind).filter(occurs)
    in_title = reduce(add, (_counts(TITLES[RecordType(kind)], stem(word)) for word in words))
    return rows.order_by(in_title.desc(), *rows.query.order_by)


def instead(q: str) -> str:
    """Another spelling of a search that found nothing, one that finds something; "" if none is near."""
    better = spelling.corrected(q)
    return better if better and any(found(kind, better).exists() for kind in KINDS) else ""


def suggestions(q: str) -> list[str]:
    """Names and titles that contain what has been typed, to be searched for; the best known first."""
    names = {Party: "name", Theme: "name", Document: "title", Commitment: "title"}
    offered = [] if languages.is_contents() else [str(party) for party in _called([q])][:OFFERED]
    for model, field in names.items():
        rows = model.objects.published().filter(**{f"{field}__icontains": q}).order_by(field)
        offered += rows.values_list(field, flat=True)[: OFFERED - len(offered)]
    return list(dict.fromkeys(offered))


def _called(words: list[str]) -> list[Party]:
    """The public parties whose names in the language of the page have all these words."""
    wanted = [languages.folded(word) for word in words]
    rows = languages.by_name(Party.objects.published())
    return [one for one in rows if all(word in languages.folded(str(one)) for word in wanted)]


def _counts(field: str, word: str) -> Case:
    """1 where a text contains a word, otherwise 0."""
    return Case(When(Q(**{f"{field}__icontains": word}), then=Value(1)), default=Value(0))


def _public(kind: str) -> QuerySet:
    """The public records of one kind, in the order of their list."""
    if kind == RecordType.COMMITMENT:
        return Commitment.objects.published().select_related("summit").order_by("slug")
    if kind == RecordType.PROGRESS_REPORT:
        reports = ProgressReport.objects.published().select_related("commitment")
        return reports.order_by("-date_last", "-pk")
    model: type = {RecordType.PARTY: Party, RecordType.DOCUMENT: Document}.get(kind, Source)
    return model.objects.published().order_by(*(["name"] if model is Party else []), "slug")
