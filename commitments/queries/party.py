"""Reads about one party: where it was, what it stands behind."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from commitments.choices import PartyRole
from commitments.models import Commitment, Part
from commitments.models.selection import part_on
from summits.choices import PartyKind
from summits.languages import by_name
from summits.models import DocumentParty, Participation, Party, Summit
from summits.models.reviewable import public


def participations(party: Party, day: datetime.date) -> QuerySet:
    """Its public participations in the summits that had begun by a day, in their order."""
    summits = Summit.objects.published().filter(start_on__lte=day)
    found = Participation.objects.published().filter(party=party, summit__in=summits)
    return found.select_related("summit", "party").order_by("summit__edition")


def documents(party: Party, day: datetime.date) -> QuerySet:
    """The public documents it stood behind on a day, with its role and dates."""
    rows = DocumentParty.objects.filter(
        part_on(day),
        public("document__"),
        party=party,
        document__adopted_on_last__lte=day,
    )
    return rows.select_related("document__summit").order_by("document__adopted_on_last")


def parties_listed(kind: str, day: datetime.date) -> list[Party]:
    """Parties of a kind with the number of promises made or led, joined and signed by a day."""
    made = (
        part_on(day, "parts__")
        & public("parts__commitment__")
        & Q(parts__commitment__made_on_last__lte=day)
    )
    counted = {
        f"{role}_count": Count("parts", filter=made & Q(parts__role=role))
        for role in PartyRole.values
    }
    found = Party.objects.published().filter(kind=kind).annotate(**counted)
    return by_name(found.order_by("name"))


def of_kind(kind: str) -> QuerySet:
    """The public countries or organisations."""
    return Party.objects.published().filter(kind=kind)


def by_keys(keys: list[int]) -> list[Party]:
    """The public parties with these primary keys, in that order. One query, or none for none."""
    found = Party.objects.published().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def by_codes(codes: Iterable[str]) -> list[Party]:
    """The public parties with these codes, in the order of their names."""
    return by_name(Party.objects.published().filter(code__in=codes).order_by("name"))


def makers(day: datetime.date) -> dict[str, int]:
    """How many countries and how many organisations had a part in a promise by a day. One query."""
    commitments = Commitment.objects.published().made_by(day)
    present = Part.objects.filter(part_on(day), commitment__in=commitments)
    found = Party.objects.published().filter(pk__in=present.values("party"))
    kinds = found.order_by().values("kind").annotate(count=Count("pk"))
    return dict.fromkeys(PartyKind.values, 0) | {one["kind"]: one["count"] for one in kinds}


def roles_of(party: Party, day: datetime.date) -> dict[int, Part]:
    """Its parts on a day, by primary key of the commitment."""
    return {part.commitment_id: part for part in Part.objects.filter(part_on(day), party=party)}
