"""Records of several kinds in one query: what they are called and what became of them, nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from commitments import columns
from commitments.choices import RecordType

Key = tuple[str, str]  # a kind of record and a primary key or an identifier, as text
# the two columns that a record's name is made of
TOLD = {
    RecordType.PARTY: ("code", "name"),
    RecordType.THEME: ("slug", "name"),
    RecordType.SOURCE: ("slug", "title"),
    RecordType.SUMMIT: ("slug", "name"),
    RecordType.DOCUMENT: ("slug", "title"),
    RecordType.COMMITMENT: ("slug", "title"),
    RecordType.PROGRESS_REPORT: ("date", "status"),
}
STATE = ("version", "retracted_at", "retraction_reason")


def called(record_type: str, ids: Iterable[str]) -> Q:
    """The condition that a record has one of these identifiers."""
    return Q(**{f"{TOLD[RecordType(record_type)][0]}__in": ids})


def by_key(keys: Iterable[Key]) -> dict[Key, Any]:
    """The records with these primary keys; participations, whose names are others', by a second query."""
    wanted = defaultdict(set)
    for kind, key in keys:
        wanted[str(kind)].add(key)
    came = wanted.pop(RecordType.PARTICIPATION, set())
    found = {(kind, str(one.pk)): one for kind, one in records(_with_keys(wanted))}
    if came:
        rows = columns.BY_TYPE[RecordType.PARTICIPATION].model.objects.filter(pk__in=came)
        named = rows.select_related("party", "summit")
        found |= {(str(RecordType.PARTICIPATION), str(one.pk)): one for one in named}
    return found


def _with_keys(wanted: dict[str, set[str]]) -> dict[str, Q]:
    return {kind: Q(pk__in=keys) for kind, keys in wanted.items()}


def records(wanted: dict[str, Q]) -> list[tuple[str, Any]]:
    """The records of each kind under its condition, with their kinds, in one query.

    A column that is not read here is read when somebody asks for it.
    """
    if not wanted:
        return []
    first, *others = (_selection(RecordType(kind), held) for kind, held in wanted.items())
    return [(kind, _record(kind, *row)) for kind, *row in first.union(*others, all=True)]


def _selection(kind: RecordType, condition: Q) -> QuerySet:
    """The rows of one kind; what differs in type from kind to kind, as text."""
    names = ("pk", *TOLD[kind], "merged_into")
    address = F("url") if kind == RecordType.SOURCE else Value("")
    rows = columns.BY_TYPE[kind].model.objects.filter(condition).order_by()
    return rows.values_list(
        Value(str(kind), TextField()),
        *(Cast(name, TextField()) for name in names),
        Cast(address, TextField()),
        *STATE,
    )


def _record(kind: str, pk: str, *values: Any) -> Any:
    """A record of which no other columns than these are read."""
    model = columns.BY_TYPE[kind].model
    read = model._meta.pk.to_python
    first, second, into, address, *state = values
    held = dict(zip((*TOLD[RecordType(kind)], *STATE), (first, second, *state), strict=True))
    held |= {model._meta.pk.attname: read(pk), "merged_into_id": read(into)}
    if kind == RecordType.SOURCE:
        held["url"] = address
    names = [f.attname for f in model._meta.concrete_fields if f.attname in held]
    return model.from_db(DEFAULT_DB_ALIAS, names, [held[name] for name in names])
