"""Whose records a contributor may write who is limited to some parties."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models as db

from commitments import columns, content, rules
from commitments.actions.errors import NotAllowed
from commitments.choices import PartyRole, RecordType
from commitments.content import Content

Promised = Callable[[str], Content | None]  # the slug of a commitment to its content


def refuse_out_of_scope(by: Any, record: db.Model, proposed: Content) -> None:
    """Raise NotAllowed where a limited contributor's work is, or would become, that of others."""
    limit = rules.limited_to(by)
    if not limit:
        return
    states = [proposed, content.read(record)] if record.version else [proposed]
    refuse_others(limit, columns.record_type_of(record), states, _promised)


def covers(by: Any, record: db.Model) -> bool:
    """Whether a record is one that this contributor may write; for buttons to ask, in a few queries."""
    if not rules.limited_to(by):
        return True
    rows = type(record).objects.filter(pk=record.pk)
    live = content.for_reading(rows, columns.record_type_of(record)).get()
    try:
        refuse_out_of_scope(by, live, content.read(live))
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
