"""What moves in a merge: a duplicate's citations, parts, reports and checks, and what names it."""

from django.db import models as db

from commitments import columns, content
from commitments.models import CITED, Capture, Citation, Commitment, ProgressReport
from summits.models import Source


def move_all(duplicate: db.Model, survivor: db.Model) -> list[db.Model]:
    """Move everything to the survivor; return the other public records that are changed by it.

    What the survivor has already (a citation of the same source, a party's part, a check) stays behind.
    """
    if isinstance(duplicate, Source):
        return _move_cited(duplicate, survivor)
    name = columns.record_type_of(duplicate)
    if name in CITED:
        known = Citation.objects.filter(**{name: survivor}).values("source")
        left = Citation.objects.filter(**{name: duplicate}).exclude(source__in=known)
        left.update(**{name: survivor})
    if isinstance(duplicate, Commitment):
        return _move_contents(duplicate, survivor) + _repoint(duplicate, survivor)
    return []


def _move_cited(duplicate: Source, survivor: Source) -> list[db.Model]:
    """Let every record that cites the duplicate cite the survivor, once, with both places in it;
    captures move along."""
    _move_captures(duplicate, survivor)
    changed = []
    for citation in Citation.objects.filter(source=duplicate):
        name, record = citation.record_type, citation.record
        if other := Citation.objects.filter(source=survivor, **{name: record}).first():
            first, second = sorted((citation, other), key=lambda one: one.source.slug)
            other.locator = content.one_place(first.locator, second.locator)
            other.save()
            citation.delete()
        else:
            citation.source = survivor
            citation.save()
        if record.is_public:
            changed.append(record)
    return changed


def _move_captures(duplicate: Source, survivor: Source) -> None:
    """Move the copies, but for a file that the survivor has; one that readers have been shown comes first."""
    theirs, own = (Capture.objects.filter(source=one) for one in (duplicate, survivor))
    shown = theirs.filter(released_at__isnull=False).values_list("sha256", flat=True)
    own.filter(released_at=None, sha256__in=list(shown)).delete()
    known = own.values_list("sha256", flat=True)
    theirs.exclude(sha256__in=list(known)).update(source=survivor)


def _move_contents(duplicate: Commitment, survivor: Commitment) -> list[db.Model]:
    """Move parts, checks and reports; return the public reports."""
    known = survivor.parts.values("party")
    duplicate.parts.exclude(party__in=known).update(commitment=survivor)
    checked = set(survivor.checks.values_list("date", "where"))
    new = [c.pk for c in duplicate.checks.all() if (c.date, c.where) not in checked]
    duplicate.checks.filter(pk__in=new).update(commitment=survivor)
    reports = list(ProgressReport.objects.select_for_update().filter(commitment=duplicate))
    for report in reports:
        report.commitment = survivor
        report.save()
    return [report for report in reports if report.is_public]


def _repoint(duplicate: Commitment, survivor: Commitment) -> list[db.Model]:
    """Let what implements the duplicate implement the survivor; return the public commitments."""
    if survivor.implements_id == duplicate.pk:
        own = duplicate.implements_id
        survivor.implements_id = None if own == survivor.pk else own
    others = Commitment.objects.select_for_update().filter(implements=duplicate)
    changed = list(others.exclude(pk=survivor.pk))
    for commitment in changed:
        commitment.implements = survivor
        commitment.save()
    return [commitment for commitment in changed if commitment.is_public]
