"""Taking back what was public: retract, merge, rename (rule R9). Nothing is deleted."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db import models as db

from commitments import columns, content, rules
from commitments.actions import audit, changes, checks, direct, moving, standings
from commitments.actions.errors import Invalid, NotAllowed, WrongState
from commitments.actions.revisions import rename_in_drafts
from commitments.choices import (
    MERGE,
    RETRACTION,
    AuditKind,
    ChangeAction,
    ChangeReason,
    RecordType,
)
from commitments.models import CITED, Citation, Commitment, FormerSlug, Part, ProgressReport
from summits.models import DocumentParty, Source

MERGED_TYPES = {RecordType.COMMITMENT, RecordType.SOURCE, RecordType.PROGRESS_REPORT}
Event = changes.Event


@transaction.atomic
def retract(
    record: db.Model, *, by: Any, at: datetime.datetime, reason: str, act: str = RETRACTION
) -> None:
    """Withdraw a public record; its page and API answer 410 with the reason from now on.

    The list of corrections says what it had said, unless the ``act`` is choices.UNQUOTED.

    Raises NotAllowed, WrongState, or Invalid naming the public records that still need this one.
    """
    _refuse_all_but_managing_editors(by)
    changes.one_at_a_time()
    record = _locked_public(record)
    _refuse_no_reason(reason)
    if isinstance(record, Source):
        _refuse_only_citation(record)
    _refuse_named(record)
    retracted = [record]
    if isinstance(record, Commitment):
        retracted += (
            ProgressReport.objects.published().select_for_update().filter(commitment=record)
        )
    audit.write(
        AuditKind.RECORD_RETRACTED, by=by, at=at, target=record, after="retracted", reason=reason
    )
    for one in retracted:
        one.retracted_at, one.retraction_reason = at, reason
    direct.next_versions(retracted, act=act, by=by, at=at)
    standings.refresh(standings.commitments_of(retracted))
    changes.record_changes(
        [
            Event(ChangeAction.RETRACTED, one, [], ChangeReason.CORRECTION, reason)
            for one in retracted
        ]
        + list(changes.of_citing(retracted)),
        at=at,
    )


@transaction.atomic
def merge(
    duplicate: db.Model, survivor: db.Model, *, by: Any, at: datetime.datetime, reason: str
) -> None:
    """Fold a duplicate into its survivor: reports, parts and citations move, the old address answers 301.

    Drafts and what waits for review name the survivor from now on, so that a reviewer sees what she publishes.
    """
    _refuse_all_but_managing_editors(by)
    if columns.record_type_of(duplicate) not in MERGED_TYPES or type(duplicate) is not type(
        survivor
    ):
        raise WrongState("Only two commitments, two reports or two sources can be merged.")
    if duplicate.pk == survivor.pk:
        raise WrongState("A record cannot be merged with itself.")
    _refuse_no_reason(reason)
    changes.one_at_a_time()
    first, second = sorted((duplicate, survivor), key=lambda one: str(one.pk))
    locked = {one.pk: _locked_public(one) for one in (first, second)}
    duplicate, survivor = locked[duplicate.pk], locked[survivor.pk]
    touched = {(type(one), one.pk): one for one in moving.move_all(duplicate, survivor)}
    changed = [*touched.values(), survivor]
    duplicate.merged_into = survivor
    rename_in_drafts(columns.record_type_of(duplicate), duplicate.public_id, survivor.public_id)
    audit.write(
        AuditKind.RECORD_MERGED,
        by=by,
        at=at,
        target=duplicate,
        after=survivor.public_id,
        reason=reason,
    )
    act = f"{MERGE} {duplicate.public_id} into {survivor.public_id}"
    _own, *fields = direct.next_versions([duplicate, *changed], act=act, by=by, at=at, note=reason)
    _refuse_impossible(changed)
    standings.refresh(standings.commitments_of([duplicate, *changed]))
    changes.record_changes(
        [Event(ChangeAction.MERGED, duplicate, [], ChangeReason.CORRECTION, survivor.public_id)]
        + _updates(changed, fields, ChangeReason.CORRECTION, reason),
        at=at,
    )


@transaction.atomic
def rename(record: db.Model, *, slug: str, by: Any, at: datetime.datetime, reason: str) -> None:
    """Give a public record a new slug; the old one answers 301 for ever and is never used again.

    The log tells that the old identifier was merged into the new one, and of every public record
    whose content names it, so that a copy that follows the log has neither left behind.
    """
    _refuse_all_but_managing_editors(by)
    changes.one_at_a_time()
    record = _locked_public(record)
    record_type = columns.record_type_of(record)
    column = next((c for c in columns.BY_TYPE[record_type].columns if c.field == "slug"), None)
    if column is None:
        raise WrongState("This kind of record has no slug.")
    if slug == record.slug:
        raise WrongState("That is its slug already.")
    _refuse_no_reason(reason)
    own = FormerSlug.objects.filter(record_type=record_type, slug=slug, record_key=str(record.pk))
    own.delete()  # back to a slug of its own: the address keeps its meaning
    if FormerSlug.objects.filter(record_type=record_type, slug=slug).exists():
        raise Invalid([f"“{slug}” was the address of another record and stays so."])
    before = {(type(one), one.pk): one.public_id for one in [record, *_naming(record)]}
    old, record.slug = record.slug, slug
    try:
        with transaction.atomic():
            record.full_clean()
            record.save()
    except ValidationError as error:
        raise Invalid(error.messages) from error
    except IntegrityError as error:
        raise Invalid([f"Somebody has just taken “{slug}”. Choose another."]) from error
    FormerSlug.objects.create(record_type=record_type, slug=old, record_key=str(record.pk))
    audit.write(
        AuditKind.RECORD_RENAMED,
        by=by,
        at=at,
        target=record,
        before=old,
        after=slug,
        reason=reason,
    )
    changed = [record, *_naming(record)]
    fields = direct.next_versions(
        changed, act=f"renaming of {old}", by=by, at=at, why=ChangeReason.REWORDING, note=reason
    )
    fields[0] = [column.name]
    moved = [(one, before[type(one), one.pk]) for one in changed]
    changes.record_changes(
        [
            Event(
                ChangeAction.MERGED, one, [], ChangeReason.REWORDING, one.public_id, public_id=was
            )
            for one, was in moved
            if was != one.public_id
        ]
        + _updates(changed, fields, ChangeReason.REWORDING, reason),
        at=at,
    )


def _updates(
    records: Iterable[db.Model], fields: Iterable[list[str]], why: ChangeReason, note: str
) -> list[Event]:
    return [
        Event(ChangeAction.UPDATED, record, names, why, note)
        for record, names in zip(records, fields, strict=True)
    ]


def _naming(record: db.Model) -> list[db.Model]:
    """The public records whose contents name a record by its slug, locked."""
    record_type = columns.record_type_of(record)
    if record_type == RecordType.PARTY:
        return []  # named by its code, which stays
    found = []
    for table in columns.TABLES:
        paths = [
            "themes" if column.type == columns.REFS else column.field
            for column in table.columns
            if column.to == record_type
        ]
        if record_type == RecordType.SOURCE and table.record_type in CITED:
            paths.append("citations__source")
        for path in paths:
            rows = table.model.objects.published().filter(**{path: record})
            found += rows.select_for_update(of=("self",))
    return found


def _refuse_all_but_managing_editors(by: Any) -> None:
    if not rules.may_retract(by):
        raise NotAllowed("Only a managing editor retracts, merges and renames.")


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(["Give the reason; readers will see it."])


def _locked_public(record: db.Model) -> db.Model:
    record = type(record).objects.select_for_update().get(pk=record.pk)
    if not record.is_public:
        raise WrongState(f"“{record}” is not public.")
    return record


def _refuse_impossible(records: list[db.Model]) -> None:
    """Rules R6 and R12 for what a merge has put together."""
    found = [
        f"“{record}”: {sentence}"
        for record in records
        for _column, sentence in checks.problems(
            columns.record_type_of(record), content.read(record), checks.Live()
        )
    ]
    if found:
        raise Invalid(found)


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
    """A record stays while public ones name it. Reports are retracted with their commitment."""
    naming = [
        one
        for table in columns.TABLES
        for column in table.columns
        if column.type == columns.REF
        and column.to == columns.record_type_of(record)
        and table is not columns.PROGRESS_REPORTS
        for one in table.model.objects.published().filter(**{column.field: record})[:5]
    ]
    if columns.record_type_of(record) == RecordType.THEME:
        for table in (columns.DOCUMENTS, columns.COMMITMENTS):
            naming += table.model.objects.published().filter(themes=record)[:5]
    if columns.record_type_of(record) == RecordType.PARTY:
        naming += _behind_which_it_stands(record)
    if naming:
        raise Invalid([f"Public records name it: {', '.join(f'“{one}”' for one in naming[:10])}."])


def _behind_which_it_stands(party: db.Model) -> list[db.Model]:
    """Public commitments and documents that a party belongs to, and reports that name it."""
    found: list[db.Model] = []
    for membership, owner in ((Part, "commitment"), (DocumentParty, "document")):
        owners = membership._meta.get_field(owner).related_model.objects.published()
        of_party = membership.objects.filter(party=party)
        found += owners.filter(pk__in=of_party.values(owner))[:5]
    reports = ProgressReport.objects.published()
    found += reports.filter(db.Q(party=party) | db.Q(reported_by_party=party))[:5]
    return found
