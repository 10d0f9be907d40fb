"""The published versions of a record, each with who made it and what it changed."""

from dataclasses import dataclass
from typing import Any

from commitments import columns
from commitments.models import Revision
from commitments.queries import naming, submissions


@dataclass(frozen=True)
class Version:
    """One published version: its revision and submission, and the columns that it changed.

    ``says_as_now`` is true of the last one and of those that differ from it in the identifier only.
    """

    revision: Revision
    changed: list[submissions.Row]
    says_as_now: bool


def versions_of(record: Any) -> list[Version]:
    """All published versions of a record, newest first; a few queries, however many there are."""
    record_type = columns.record_type_of(record)
    found = Revision.objects.filter(record_type=record_type, record_key=str(record.pk))
    published = list(
        found.filter(version__isnull=False)
        .select_related("submission__author", "submission__partner", "submission__reviewer")
        .order_by("version")
    )
    names = naming.names_in([one.content for one in published])
    before: dict[str, Any] = {}
    versions = []
    for revision in published:
        rows = submissions.rows(record_type, before, revision.content, names) if before else []
        is_as_now = _said(revision) == _said(published[-1])
        versions.append(Version(revision, [row for row in rows if row.changed], is_as_now))
        before = revision.content
    return versions[::-1]


def _said(revision: Revision) -> dict[str, Any]:
    return {name: value for name, value in revision.content.items() if name != "id"}
