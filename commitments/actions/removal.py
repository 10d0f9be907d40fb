"""Taking back what was public: retract, merge, rename (rule R9). Nothing is deleted."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models as db
from django.db import transaction

from commitments import columns, rules
from commitments.actions import changes, standings
from commitments.actions.errors import Invalid, NotAllowed, WrongState
from commitments.choices import ChangeAction, ChangeReason, RecordType
from commitments.models import CITED, Citation, Commitment, FormerSlug, Part, ProgressReport
from summits.models import Source

MERGED_TYPES = {RecordType.COMMITMENT, RecordType.SOURCE, RecordType.PROGRESS_REPORT}
Event = changes.Event


@transaction.atomic
def retract(record: db.Model, *, by: Any, at: datetime.datetime, reason: str) -> None:
    """Withdraw a public record; its page and API answer 410 with the reason from now on.

    Raises NotAllowed, WrongState, or Invalid naming the public records that still need this one.
    """
    _refuse_others(by)
    record = _locked_public(record)
    if not reason.strip():
        raise Invalid(["Give the reason; readers of the old address will see it."])
    if isinstance(record, Source):
        _refuse_only_citation(record)
    _refuse_named(record)
    retracted = [record]
    if isinstance(record, Commitment):
        retracted += (
            ProgressReport.objects.published().select_for_update().filter(commitment=record)
        )
    for one in retracted:
        _close(one, at, retracted_at=at, retraction_reason=reason)
    if isinstance(record, ProgressReport):
        standings.refresh([record.commitment_id])
    changes.record_changes(
        [
            Event(ChangeAction.RETRACTED, one, [], ChangeReason.CORRECTION, reason)
            for one in retracted
        ],
        at=at,
    )


@transaction.atomic
def merge(duplicate: db.Model, survivor: db.Model, *, by: Any, at: datetime.datetime) -> None:
    """Fold a duplicate into its survivor: reports, parts and citations move, the old address answers 301."""
    _refuse_others(by)
    if columns.record_type_of(duplicate) not in MERGED_TYPES or type(duplicate) is not type(
        survivor
    ):
        raise WrongState("Only two commitments, two reports or two sources can be merged.")
    if duplicate.pk == survivor.pk:
        raise WrongState("A record cannot be merged with itself.")
    first, second = sorted((duplicate, survivor), key=lambda one: str(one.pk))
    locked = {one.pk: _locked_public(one) for one in (first, second)}
    duplicate, survivor = locked[duplicate.pk], locked[survivor.pk]
    moved = _move_citations(duplicate, survivor)
    if isinstance(duplicate, Commitment):
        moved += _move_parts_and_reports(duplicate, survivor)
    _close(duplicate, at, merged_into=survivor)
    touched = {one.pk: one for one in [*moved, survivor]}
    for one in touched.values():
        _close(one, at)
    if isinstance(survivor, Commitment):
        standings.refresh([survivor.pk])
    if isinstance(survivor, ProgressReport):
        standings.refresh({survivor.commitment_id, duplicate.commitment_id})
    changes.record_changes(
        [Event(ChangeAction.MERGED, duplicate, [], ChangeReason.CORRECTION, survivor.public_id)]
        + [
            Event(ChangeAction.UPDATED, one, [], ChangeReason.CORRECTION)
            for one in touched.values()
        ],
        at=at,
    )


@transaction.atomic
def rename(record: db.Model, *, slug: str, by: Any, at: datetime.datetime) -> None:
    """Give a public record a new slug; the old one answers 301 for ever and is never used again."""
    _refuse_others(by)
    record = _locked_public(record)
    record_type = columns.record_type_of(record)
    if FormerSlug.objects.filter(record_type=record_type, slug=slug).exists():
        raise Invalid([f"“{slug}” was the address of another record and stays so."])
    old, record.slug = record.slug, slug
    try:
        record.full_clean(exclude=["merged_into"])
    except ValidationError as error:
        raise Invalid(error.messages) from error
    FormerSlug.objects.create(record_type=record_type, slug=old, record_key=str(record.pk))
    _close(record, at, slug=slug)
    changes.record_changes(
        [Event(ChangeAction.UPDATED, record, ["id"], ChangeReason.CORRECTION)], at=at
    )


def _refuse_others(by: Any) -> None:
    if not rules.may_retract(by):
        raise NotAllowed("Only a managing editor retracts, merges and renames.")


def _locked_public(record: db.Model) -> db.Model:
    record = type(record).objects.select_for_update().get(pk=record.pk)
    if not record.is_public:
        raise WrongState(f"“{record}” is not public.")
    return record


def _close(record: db.Model, at: datetime.datetime, **facts: Any) -> None:
    """One public change of a live row: new facts, next version."""
    for name, value in facts.items():
        setattr(record, name, value)
    record.version += 1
    record.updated_at = at
    record.save()


def _refuse_only_citation(source: Source) -> None:
    """A source stays while some public record has no other one (rules R6 and R9)."""
    stuck = []
    for citation in Citation.objects.public().filter(source=source):
        others = Citation.objects.of_public_sources().filter(
            **{citation.record_type: citation.record}
        )
        if not others.exclude(source=source).exists():
            stuck.append(f"“{citation.record}”")
    if stuck:
        raise Invalid(
            [f"It is the only source of {', '.join(stuck)}. Add another source there first."]
        )


def _refuse_named(record: db.Model) -> None:
    """A party, theme, summit or document stays while public records name it."""
    if isinstance(record, (Commitment, ProgressReport, Source)):
        return
    naming = []
    for table in columns.TABLES:
        for column in table.columns:
            if column.to == columns.record_type_of(record) and column.type == columns.REF:
                naming += table.model.objects.published().filter(**{column.field: record})[:5]
    if columns.record_type_of(record) == RecordType.THEME:
        naming += Commitment.objects.published().filter(themes=record)[:5]
    if columns.record_type_of(record) == RecordType.PARTY:
        naming += [part.commitment for part in Part.objects.filter(party=record)[:5]]
    if naming:
        raise Invalid([f"Public records name it: {', '.join(f'“{one}”' for one in naming[:10])}."])


def _move_citations(duplicate: db.Model, survivor: db.Model) -> list[db.Model]:
    """Move a duplicate's citations; return the other public records that changed by it."""
    if isinstance(duplicate, Source):
        moved = []
        for citation in Citation.objects.filter(source=duplicate):
            name, record = citation.record_type, citation.record
            if Citation.objects.filter(source=survivor, **{name: record}).exists():
                citation.delete()
            else:
                citation.source = survivor
                citation.save()
            if record.is_public:
                moved.append(record)
        return moved
    name = columns.record_type_of(duplicate)
    if name in CITED:
        known = Citation.objects.filter(**{name: survivor}).values("source")
        Citation.objects.filter(**{name: duplicate}).exclude(source__in=known).update(
            **{name: survivor}
        )
    return []


def _move_parts_and_reports(duplicate: Commitment, survivor: Commitment) -> list[db.Model]:
    """Move a duplicate commitment's parts and reports; return the public reports that moved."""
    known = survivor.parts.values("party")
    duplicate.parts.exclude(party__in=known).update(commitment=survivor)
    reports = list(ProgressReport.objects.select_for_update().filter(commitment=duplicate))
    for report in reports:
        report.commitment = survivor
        report.save()
    duplicate.checks.update(commitment=survivor)
    return [report for report in reports if report.is_public]
