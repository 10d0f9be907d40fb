"""Whose work public records are: of the parties an editor is limited to, or what she wrote last."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from commitments import rules
from commitments.choices import PartyRole, RecordType, ReviewState
from commitments.models import Citation, Commitment, Part, Revision
from commitments.queries import probing, visibility


def mine(record_type: str, user: Any) -> Q:
    """Which public records of a kind are this editor's: of her parties if she is limited to some, else
    those whose public version she wrote."""
    limit = visibility.limited_to(user)
    if not limit:
        return Q(pk__in=_last_written(record_type, user))
    if record_type == RecordType.COMMITMENT:
        return _led_by(limit)
    if record_type == RecordType.SOURCE:
        return Q(probing.some(_cites(limit)))
    return Q(party__code__in=limit)


def to_check(commitments: Iterable[Commitment], user: Any) -> set[int]:
    """Primary keys of those of these public commitments on which the user may note a check."""
    if not rules.may_check(user):
        return set()
    pks, limit = {one.pk for one in commitments}, visibility.limited_to(user)
    if not limit:
        return pks
    return set(Commitment.objects.filter(_led_by(limit), pk__in=pks).values_list("pk", flat=True))


def to_report_on(commitments: Iterable[Commitment], user: Any) -> set[int]:
    """Primary keys of those on which, or on a part of which, the user may report."""
    if not rules.may_draft(user, RecordType.PROGRESS_REPORT, new=True):
        return set()
    pks, limit = {one.pk for one in commitments}, visibility.limited_to(user)
    if not limit:
        return pks
    return set(_parts_of(limit).filter(commitment__in=pks).values_list("commitment", flat=True))


def _parts_of(codes: set[str]) -> QuerySet[Part]:
    return Part.objects.filter(party__code__in=codes).order_by()


def _led_by(codes: set[str]) -> Q:
    """Decision 008 as a selection: led by one of the parties, or theirs among others where nobody leads."""
    leads = Part.objects.filter(commitment=OuterRef("commitment"), role=PartyRole.LEAD)
    leading = _parts_of(codes).filter(Q(role=PartyRole.LEAD) | Q(probing.none(leads)))
    return Q(pk__in=leading.values("commitment"))  # one selection, so that her parts lead to them


def _cites(codes: set[str]) -> QuerySet[Citation]:
    """Citations of a source by a commitment of the parties, a report on one or their participation."""
    theirs = Commitment.objects.published().filter(_led_by(codes)).values("pk")
    cites = (
        Q(commitment__in=theirs)
        | Q(progress_report__commitment__in=theirs)
        | Q(participation__party__code__in=codes)
    )
    return Citation.objects.public().filter(cites, source=OuterRef("pk"))


def _last_written(record_type: str, user: Any) -> QuerySet:
    """Primary keys of records whose latest published version this user wrote."""
    published = Revision.objects.filter(record_type=record_type, version__isnull=False)
    later = published.filter(record_key=OuterRef("record_key"), version__gt=OuterRef("version"))
    written = published.filter(submission__author=user, submission__state=ReviewState.PUBLISHED)
    hers = written.filter(probing.none(later)).order_by()
    return hers.annotate(key=Cast("record_key", BigIntegerField())).values("key")
