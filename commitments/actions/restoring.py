"""Bringing an old version of a public record back, as a draft that goes through review like any other."""

import datetime
from typing import Any

from django.db import models as db
from django.db import transaction

from commitments import columns, content
from commitments.actions import checks, entry, revisions
from commitments.actions.errors import WrongState
from commitments.models import Submission


@transaction.atomic
def restore(record: db.Model, *, version: int, by: Any, at: datetime.datetime) -> Submission:
    """Draft a public record as it was in an earlier version; what identifies it stays as it is today.

    Raises WrongState where there is no such version, where it says what is public today, or the author
    has a draft of the record already, and what review.save_draft raises.
    """
    held = revisions.revisions_of(record).filter(version=version).first()
    if held is None or not record.is_public or version == record.version:
        raise WrongState(f"“{record}” has no earlier version {version} to go back to.")
    if revisions.open_revision(record, by):
        raise WrongState("You have a draft of this record. Submit or discard it first.")
    record_type = columns.record_type_of(record)
    wanted = content.with_names(record_type, held.content, content.current_name)
    current = content.read(record)
    wanted |= {name: current[name] for name, _sentence in checks.renamings(record, wanted)}
    if not content.changed_fields(current, wanted):
        raise WrongState(f"Version {version} says the same as what is public today.")
    return entry.enter(
        record,
        proposed=wanted,
        by=by,
        at=at,
        base_version=record.version,
        note=f"Version {version} restored.",
    )
