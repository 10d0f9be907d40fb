"""Whose records a contributor may write who is limited to some parties."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models as db

from commitments import columns, content, rules
from commitments.actions.errors import NotAllowed
from commitments.choices import PartyRole, RecordType
from commitments.content import Content
from commitments.queries import visibility

Promised = Callable[[str], Content | None]  # the slug of a commitment to its content


def refuse_out_of_scope(by: Any, record: db.Model, proposed: Content) -> None:
    """Raise NotAllowed where a limited contributor's work is, or would become, that of others."""
    limit = rules.limited_to(by)
    if not limit:
        return
    states = [proposed, content.read(record)] if record.version else [proposed]
    refuse_others(limit, columns.record_type_of(record), states, _promised)


def covers(by: Any, record: db.Model) -> bool:
    """Whether a public record is one that this user may write; for buttons to ask."""
    if not visibility.limited_to(by):
        return True
    record_type = columns.record_type_of(record)
    rows = type(record).objects.filter(pk=record.pk)
    state = content.read(content.for_reading(rows, record_type).get())
    return covers_state(by, record_type, state)


def covers_state(by: Any, record_type: str, state: Content) -> bool:
    """The same of what a public record says, where that has been read."""
    limit = visibility.limited_to(by)
    try:
        if limit:
            refuse_others(limit, record_type, [state], _promised)
    except NotAllowed:
        return False
    return True


def refuse_others(
    limit: set[str], record_type: str, states: Iterable[Content], promised: Promised
) -> None:
    """Raise NotAllowed where a state of a record is of none of the parties in ``limit``."""
    for state in states:
        parties = _whose(record_type, state, promised)
        if parties is not None and not parties & limit:
            whose = ", ".join(sorted(parties)) or "no one party"
            raise NotAllowed(
                f"You work on records of {', '.join(sorted(limit))}; this one is of {whose}. "
                "Ask a managing editor."
            )


def _promised(slug: str) -> Content | None:
    commitment = content.find(RecordType.COMMITMENT, slug)
    return content.read(commitment) if commitment else None


def _whose(record_type: str, state: Content, promised: Promised) -> set[str] | None:
    """The parties whose record it is: its leads, or all where nobody leads; None: anybody's."""
    if record_type == RecordType.PROGRESS_REPORT:
        if state["party"]:
            return {state["party"]}
        commitment = promised(state["commitment"])
        return _whose(RecordType.COMMITMENT, commitment, promised) if commitment else set()
    if record_type == RecordType.PARTY:
        return {state["id"]}
    if record_type == RecordType.PARTICIPATION:
        return {state["party"]}
    if "parties" not in state:
        return None
    rows = state["parties"]
    leads = {row["party"] for row in rows if row["role"] == PartyRole.LEAD}
    return leads or {row["party"] for row in rows}
