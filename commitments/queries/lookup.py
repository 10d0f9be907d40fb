"""Finding a public record by its identifier, or learning what became of it (rule R9)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from commitments import columns
from commitments.choices import RecordType
from commitments.models import FormerSlug
from commitments.queries import naming

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
    if record_type == RecordType.PROGRESS_REPORT and not is_uuid(public_id):
        return Found()
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


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as we write it."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def identifier(record_type: str) -> str:
    """The field that readers know a record of this type by."""
    return IDENTIFIERS.get(record_type, "slug")


def led_to(record_type: str, public_ids: list[str]) -> dict[str, Any]:
    """The primary keys of the public records that former identifiers lead to; None for retracted."""
    found = naming.records_today({str(record_type): set(public_ids)})
    return {
        name: one.pk if one.is_public else None
        for (_kind, name), one in found.items()
        if one.version > 0
    }


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
