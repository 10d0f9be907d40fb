"""Lists that belong to rows, gathered for many rows at once: one or two queries a list, whatever the rows."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from commitments.choices import Status
from commitments.models import Check, Citation, CommitmentTheme, Part, Standing
from commitments.models.selection import part_on, standing_on
from summits.models import DocumentParty, DocumentTheme, Party, Theme

Keys = Collection[Any]
Lists = dict[Any, list]
Gather = Callable[[Keys, datetime.date], Lists]


def themes(model: type[DocumentTheme | CommitmentTheme], owner: str) -> Gather:
    """Slugs of the public themes of documents or commitments, in order."""

    def gather(keys: Keys, day: datetime.date) -> Lists:
        rows = model.objects.filter(
            **{f"{owner}__in": keys}, theme__in=Theme.objects.published()
        ).order_by("position")
        return grouped(rows.values_list(f"{owner}_id", "theme__slug"))

    return gather


def citations(owner: str) -> Gather:
    """Public sources of records, by slug."""

    def gather(keys: Keys, day: datetime.date) -> Lists:
        rows = Citation.objects.of_public_sources().filter(**{f"{owner}__in": keys})
        found = rows.order_by("source__slug").values_list(f"{owner}_id", "source__slug", "locator")
        return grouped(
            (key, {"source": source, "locator": locator or None}) for key, source, locator in found
        )

    return gather


def no_citations(keys: Keys, day: datetime.date) -> Lists:
    """Parties, themes and sources are cited by nobody."""
    return {}


MEMBERSHIP = ("party__code", "role", "joined_on", "left_on")


def document_parties(keys: Keys, day: datetime.date) -> Lists:
    """Leads and subscribers of documents, by party."""
    rows = DocumentParty.objects.filter(document__in=keys, party__in=Party.objects.published())
    found = rows.order_by("party__code").values_list("document_id", *MEMBERSHIP)
    return grouped((key, _member(*facts)) for key, *facts in found)


def parts(keys: Keys, day: datetime.date) -> Lists:
    """Parts of the parties that take part in commitments on the day, each with its status."""
    standings = Standing.objects.filter(standing_on(day), commitment__in=keys, party__isnull=False)
    status = {
        (commitment, party): status
        for commitment, party, status in standings.values_list(
            "commitment_id", "party_id", "status"
        )
    }
    rows = Part.objects.filter(
        part_on(day), commitment__in=keys, party__in=Party.objects.published()
    )
    found = rows.order_by("party__code").values_list(
        "commitment_id", "party_id", "commitment__assessable", *MEMBERSHIP
    )
    return grouped(
        (
            key,
            _member(*facts)
            | {"status": status.get((key, party), Status.UNREPORTED) if assessable else None},
        )
        for key, party, assessable, *facts in found
    )


def former_parts(keys: Keys, day: datetime.date) -> Lists:
    """Parts of parties that had left commitments by the day."""
    left = Part.objects.filter(left_on_last__lte=day, commitment__in=keys)
    rows = left.filter(party__in=Party.objects.published()).order_by("party__code")
    found = rows.values_list("commitment_id", *MEMBERSHIP)
    return grouped((key, _member(*facts)) for key, *facts in found)


def _member(party: str, role: str, joined: str | None, left: str | None) -> dict[str, Any]:
    return {"party": party, "role": role, "joined_on": joined, "left_on": left}


def checks(keys: Keys, day: datetime.date) -> Lists:
    """Checks of commitments made by the day, newest first."""
    rows = Check.objects.filter(commitment__in=keys, date__lte=day).order_by("-date", "where")
    found = rows.values_list("commitment_id", "date", "where")
    return grouped((key, {"date": on.isoformat(), "where": where}) for key, on, where in found)


def grouped(pairs: Iterable[tuple[Any, Any]]) -> Lists:
    """Values by key, in their order."""
    lists: Lists = defaultdict(list)
    for key, value in pairs:
        lists[key].append(value)
    return lists
