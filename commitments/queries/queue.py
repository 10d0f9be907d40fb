"""The review queue: what is in each submission, of which kinds, and which parties it concerns."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from commitments import columns
from commitments.choices import PartyRole, RecordType, ReviewState
from commitments.content import Content
from commitments.models import FormerSlug, Part, Revision, Submission
from commitments.queries import counting, naming, probing
from summits.filters import any_contains
from summits.models import Party

TITLES = ("title", "name", "summary", "head_name")
LISTING = [RecordType.COMMITMENT, RecordType.DOCUMENT]  # kinds that list parties
NAMING = [RecordType.PARTICIPATION, RecordType.PROGRESS_REPORT]  # kinds that name one
TOLD_OF = ("author__username", "partner__name", "origin", "note")
ORDER = [RecordType.COMMITMENT, *reversed([table.record_type for table in columns.TABLES])]
PartiesOf = Callable[[str], list[str]]  # the codes of a commitment's parties by its slug


@dataclass(frozen=True)
class Inside:
    """What a row of the queue tells of a submission; ``parties`` are names, the leads first."""

    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)


def told(revision: Revision) -> str:
    """A record's name as a revision tells it."""
    found = next((revision.content[t] for t in TITLES if revision.content.get(t)), "")
    return f"{RecordType(revision.record_type).label}: {found}"[:120]


def revisions_in(submission: Submission) -> QuerySet[Revision]:
    """What is in a submission, in the order in which it is read: what others name first.

    Once it is published it may be a load of any size, which was saved in that order.
    """
    if submission.state == ReviewState.PUBLISHED:
        return submission.revisions.order_by("pk")
    places = (When(record_type=t.record_type, then=n) for n, t in enumerate(columns.TABLES))
    return submission.revisions.order_by(Case(*places), "pk")


def inside(pks: Iterable[int], *, limit: int) -> dict[int, Inside]:
    """What is in each of these submissions; at most ``limit`` names and parties, the rest counted.

    The number of queries does not grow with them.
    """
    revisions = list(Revision.objects.filter(submission__in=pks).order_by("pk"))
    held = defaultdict(list)
    for revision in sorted(revisions, key=lambda one: ORDER.index(one.record_type)):
        held[revision.submission_id].append(revision)
    parties_of = _parties_of(revisions)
    codes = {
        pk: list(dict.fromkeys(code for one in some for code in _parties(one, parties_of)))
        for pk, some in held.items()
    }
    called = dict(
        Party.objects.filter(code__in={c for some in codes.values() for c in some}).values_list(
            "code", "name"
        )
    )
    return {
        pk: Inside(
            names=_shortened([told(one) for one in some], limit),
            kinds=_kinds(some),
            parties=_shortened([called.get(code, code) for code in codes[pk]], limit),
        )
        for pk, some in held.items()
    }


def in_kinds(counts: Iterable[tuple[str, int]]) -> list[str]:
    """Kinds of records in words, counted where there are several."""
    return [
        _("%(count)s × %(kind)s")
        % {"count": counting.Count(count, counting.MOST), "kind": RecordType(kind).label}
        if count > 1
        else str(RecordType(kind).label)
        for kind, count in counts
    ]


def kinds_in(pks: Iterable[int]) -> dict[int, Inside]:
    """The kinds alone, for submissions too large to be read, as far as they are counted; one query."""
    held = Revision.objects.filter(submission=OuterRef("pk")).order_by().values("pk")
    counts = {
        kind: counting.Counted(held.filter(record_type=kind)[: counting.MOST + 1])
        for kind in sorted(RecordType.values)
    }
    found = {}
    for pk, *numbers in Submission.objects.filter(pk__in=pks).values_list("pk", *counts.values()):
        some = [(kind, number) for kind, number in zip(counts, numbers, strict=True) if number]
        found[pk] = Inside(kinds=in_kinds(some))
    return found


def _kinds(revisions: list[Revision]) -> list[str]:
    return in_kinds(Counter(one.record_type for one in revisions).items())


def _shortened(lines: list[str], limit: int) -> list[str]:
    rest = len(lines) - limit
    return lines[:limit] + ([f"+ {rest}"] if rest > 0 else [])


def _parties_of(revisions: list[Revision]) -> PartiesOf:
    """The parties of the commitments that reports are about, as they are public or drafted."""
    contents = [
        {"commitment": one.content["commitment"]}
        for one in revisions
        if one.record_type == RecordType.PROGRESS_REPORT
    ]
    called = naming.today_in(contents)
    slugs = {called(RecordType.COMMITMENT, one["commitment"]) for one in contents}
    parts = Part.objects.filter(commitment__slug__in=slugs)
    rows = defaultdict(list)
    for slug, code, role in parts.values_list("commitment__slug", "party__code", "role"):
        rows[slug].append({"party": code, "role": role})
    return lambda slug: _leads_first(rows[called(RecordType.COMMITMENT, slug)])


def _leads_first(rows: list[Content]) -> list[str]:
    ranked = sorted(rows, key=lambda row: (row["role"] != PartyRole.LEAD, row["party"]))
    return [row["party"] for row in ranked]


def _parties(revision: Revision, parties_of: PartiesOf) -> list[str]:
    """The codes of the parties that a revision concerns; those of by_party() are the same."""
    content = revision.content
    if revision.record_type == RecordType.PARTY:
        return [content["id"]]
    if content.get("party"):
        return [content["party"]]
    if revision.record_type == RecordType.PROGRESS_REPORT:
        return parties_of(content["commitment"])
    return [content["host"]] if content.get("host") else _leads_first(content.get("parties", []))


def by_kind(submissions: QuerySet[Submission], kind: str) -> QuerySet[Submission]:
    """Those with a revision of this kind of record."""
    own = Revision.objects.filter(submission=OuterRef("pk"), record_type=kind)
    return submissions.filter(Exists(own))


def by_party(submissions: QuerySet[Submission], code: str) -> QuerySet[Submission]:
    """Those with a revision that concerns this party: its own records, its parts, reports on them."""
    parts = Part.objects.filter(party__code=code)
    keys = parts.annotate(key=Cast("commitment", CharField())).values("key")
    former = FormerSlug.objects.filter(record_type=RecordType.COMMITMENT, record_key__in=keys)
    promised = Q(about__in=parts.values("commitment__slug")) | Q(about__in=former.values("slug"))
    # the text of a list in JSON, as SQLite and as PostgreSQL write it
    listed = Q(content__parties__icontains=f'"party":"{code}"')
    listed |= Q(content__parties__icontains=f'"party": "{code}"')
    # of each kind only what says it: to take a value out of a large content costs
    concerned = (
        (Q(record_type__in=LISTING) & listed)
        | Q(record_type__in=NAMING, content__party=code)
        | Q(record_type=RecordType.PARTY, content__id=code)
        | Q(record_type=RecordType.SUMMIT, content__host=code)
        | (Q(record_type=RecordType.PROGRESS_REPORT, content__party=None) & promised)
    )
    own = Revision.objects.annotate(about=KT("content__commitment")).filter(concerned)
    return submissions.filter(_holds(own))


def says(word: str) -> Q:
    """That a submission, or a record in it, has this word."""
    inside = any_contains(word, *(f"content__{name}" for name in (*TITLES, "url")))
    return any_contains(word, *TOLD_OF) | Q(_holds(Revision.objects.filter(inside)))


def _holds(revisions: QuerySet[Revision]) -> Case:
    """That one of these is in a submission, looked for in each by itself.

    A load of a package is not looked into: it holds nearly everything, and there is no end to it.
    """
    one = probing.some(revisions.filter(submission=OuterRef("pk")))
    is_load = When(author=None, partner=None, then=Value(False))  # noqa: FBT003 - a value of a column
    return Case(is_load, default=one, output_field=BooleanField())
