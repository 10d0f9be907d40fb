"""Finding a public record by its identifier, or learning what became of it (rule R9)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commitments import columns
from commitments.choices import RecordType
from commitments.models import FormerSlug

IDENTIFIERS = {RecordType.PARTY: "code", RecordType.PROGRESS_REPORT: "pk"}


@dataclass(frozen=True)
class Tombstone:
    """What is said of a record that was retracted: never its content."""

    record_type: str
    public_id: str
    retracted_at: datetime.datetime
    reason: str


@dataclass(frozen=True)
class Found:
    """One of three: the public record, where it moved to, or its tombstone. None of them: unknown."""

    record: Any = None
    moved_to: Any = None
    gone: Tombstone | None = None


def look_up(
    record_type: str, public_id: str, rows: QuerySet | None = None, field: str = ""
) -> Found:
    """Look a record up. ``rows`` is a gated selection to take it from, ``field`` its identifier."""
    model = columns.BY_TYPE[record_type].model
    field = field or identifier(record_type)
    wanted = _condition(record_type, field, public_id)
    rows = model.objects.published() if rows is None else rows
    record = rows.filter(**wanted).first()
    if record is not None:
        return Found(record=record)
    other = model.objects.filter(**wanted, version__gt=0).first()
    if other is None:
        other = _renamed(model, record_type, public_id)
    return _what_became_of(other, record_type)


def identifier(record_type: str) -> str:
    """The field that readers know a record of this type by."""
    return IDENTIFIERS.get(record_type, "slug")


def led_to(record_type: str, public_ids: list[str]) -> dict[str, Any]:
    """The primary keys of the public records that former identifiers lead to; None for retracted.

    Two queries for all, and one for each time that some were merged.
    """
    field = identifier(record_type)
    once = columns.BY_TYPE[record_type].model.objects.filter(version__gt=0)
    found = {getattr(one, field): one for one in once.filter(**{f"{field}__in": public_ids})}
    former = FormerSlug.objects.filter(record_type=record_type, slug__in={*public_ids} - {*found})
    keys = dict(former.values_list("slug", "record_key")) if field == "slug" else {}
    rows = once.in_bulk(keys.values()) if keys else {}
    found |= {slug: rows[int(key)] for slug, key in keys.items() if int(key) in rows}
    while merged := {one.merged_into_id for one in found.values()} - {None}:
        rows = once.in_bulk(merged)
        found = {name: rows.get(one.merged_into_id, one) for name, one in found.items()}
    return {name: one.pk if one.is_public else None for name, one in found.items()}


def _condition(record_type: str, field: str, public_id: str) -> dict[str, str]:
    if record_type == RecordType.PARTICIPATION:
        summit, _sign, party = public_id.partition("~")
        return {"summit__slug": summit, "party__code": party}
    return {field: public_id}


def _renamed(model: type, record_type: str, slug: str) -> Any:
    if record_type == RecordType.PARTICIPATION:
        summit, _sign, party = slug.partition("~")
        former = FormerSlug.objects.filter(record_type=RecordType.SUMMIT, slug=summit).first()
        rows = model.objects.filter(version__gt=0, party__code=party)
        return former and rows.filter(summit=former.record_key).first()
    former = FormerSlug.objects.filter(record_type=record_type, slug=slug).first()
    return former and model.objects.filter(pk=former.record_key, version__gt=0).first()


def _what_became_of(other: Any, record_type: str) -> Found:
    while other is not None and other.merged_into is not None:
        other = other.merged_into
    if other is None:
        return Found()
    if other.is_public:
        return Found(moved_to=other)
    tombstone = Tombstone(record_type, other.public_id, other.retracted_at, other.retraction_reason)
    return Found(gone=tombstone)
