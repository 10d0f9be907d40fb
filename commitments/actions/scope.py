"""Whose records a contributor may write who is limited to some parties."""

from typing import Any

from django.db import models as db

from commitments import columns, content, rules
from commitments.actions.errors import NotAllowed
from commitments.choices import PartyRole, RecordType
from commitments.content import Content


def refuse_out_of_scope(by: Any, record: db.Model, proposed: Content) -> None:
    """Raise NotAllowed where a limited contributor's work is, or would become, that of others."""
    limit = rules.limited_to(by)
    if not limit:
        return
    record_type = columns.record_type_of(record)
    states = [proposed, content.read(record)] if record.version else [proposed]
    for state in states:
        parties = _whose(record_type, state)
        if parties is not None and not parties & limit:
            whose = ", ".join(sorted(parties)) or "no one party"
            raise NotAllowed(
                f"You work on records of {', '.join(sorted(limit))}; this one is of {whose}. "
                "Ask a managing editor."
            )


def _whose(record_type: str, state: Content) -> set[str] | None:
    """The parties whose record it is: its leads, or all where nobody leads; None: anybody's."""
    if record_type == RecordType.PROGRESS_REPORT:
        if state["party"]:
            return {state["party"]}
        commitment = content.find(RecordType.COMMITMENT, state["commitment"])
        return _whose(RecordType.COMMITMENT, content.read(commitment)) if commitment else set()
    if record_type == RecordType.PARTY:
        return {state["id"]}
    if record_type == RecordType.PARTICIPATION:
        return {state["party"]}
    if "parties" not in state:
        return None
    rows = state["parties"]
    leads = {row["party"] for row in rows if row["role"] == PartyRole.LEAD}
    return leads or {row["party"] for row in rows}
