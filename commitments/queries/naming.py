"""What the identifiers in contents name: by their words, and by what is called so today."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from commitments.choices import RecordType
from commitments.content import Content
from commitments.models import FormerSlug
from commitments.queries import brief
from commitments.queries.brief import Key

Names = dict[Key, str]
Wanted = dict[str, set[str]]
Records = dict[Key, Any]


def names_in(contents: Iterable[Content]) -> Names:
    """Names of parties, titles of the rest, for the identifiers that contents use, former ones too."""
    return names_of(records_in(contents, {}))


def names_of(found: Records) -> Names:
    """The same of records that are at hand, by kind and identifier."""
    return {key: f"{record} ({record.public_id})" for key, record in found.items()}


def records_in(contents: Iterable[Content], known: Records) -> Records:
    """The records that contents name, by the identifiers they use; what is known is not asked for again."""
    named = known | {(kind, one.public_id): one for (kind, _id), one in known.items()}
    wanted = named_in(contents)
    rest = {
        kind: missing
        for kind, ids in wanted.items()
        if (missing := {one for one in ids if (kind, one) not in named})
    }
    return named | _records(rest)


def today_in(contents: Iterable[Content]) -> Callable[[str, str], str]:
    """What each record that contents name is called today: as content.current_name, for all at once."""
    return called_today(records_today(named_in(contents)))


def called_today(found: Records) -> Callable[[str, str], str]:
    """The same of records that are at hand, as records_today finds them."""

    def called(record_type: str, public_id: str) -> str:
        record = found.get((str(record_type), public_id))
        return public_id if record is None else record.public_id

    return called


def records_today(wanted: Wanted) -> Records:
    """The records that identifiers lead to today, over every renaming and merge; drafts among them."""
    found = _records(wanted)
    while merged := {key: one for key, one in found.items() if one.merged_into_id}:
        found |= _survivors(merged)
    return found


def named_in(contents: Iterable[Content]) -> Wanted:
    """The identifiers that contents use, by the kind of record they are of."""
    wanted: Wanted = defaultdict(set)
    for one in contents:
        for name, value in one.items():
            if value is None:
                continue
            if name in ("host", "party", "reported_by"):
                wanted[RecordType.PARTY].add(value)
            elif name == "parties":
                wanted[RecordType.PARTY] |= {row["party"] for row in value}
            elif name == "citations":
                wanted[RecordType.SOURCE] |= {row["source"] for row in value}
            elif name == "themes":
                wanted[RecordType.THEME] |= set(value)
            elif name in ("commitment", "implements"):
                wanted[RecordType.COMMITMENT].add(value)
            elif name in ("summit", "document"):
                wanted[RecordType(name)].add(value)
    return {str(kind): ids - {None, ""} for kind, ids in wanted.items()}


def _records(wanted: Wanted) -> Records:
    """The records by kind and identifier; one query, and two more where one was renamed."""
    asked = {kind: brief.called(kind, ids) for kind, ids in wanted.items() if ids}
    found = {(kind, record.public_id): record for kind, record in brief.records(asked)}
    missing = {
        (kind, one)
        for kind, ids in wanted.items()
        for one in ids
        if kind != RecordType.PARTY and (kind, one) not in found
    }
    return found | _renamed(missing) if missing else found


def _renamed(missing: set[Key]) -> dict[Key, Any]:
    """The records that had these identifiers before they were renamed."""
    former = FormerSlug.objects.filter(slug__in={slug for _kind, slug in missing})
    held = {
        (one.record_type, one.slug): (one.record_type, one.record_key)
        for one in former
        if (one.record_type, one.slug) in missing
    }
    rows = brief.by_key(held.values())
    return {at: rows[key] for at, key in held.items() if key in rows}


def _survivors(merged: Records) -> dict[Key, Any]:
    """What merged records were merged into, by the keys under which those are found."""
    into = {at: (at[0], str(record.merged_into_id)) for at, record in merged.items()}
    rows = brief.by_key(into.values())
    return {at: rows[key] for at, key in into.items()}
