"""Promises that may be the one somebody is entering: a hint while a title is typed and after saving."""

import re
from collections.abc import Collection
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from commitments import wording
from commitments.choices import PartyRole
from commitments.models import Commitment, Part
from commitments.queries import visibility
from summits.filters import any_contains

SHORTEST = 10  # characters of a title that say something
NEAR = 0.65  # how alike titles are called for one party's promises at one summit
MOST_COMPARED = 500
MOST_SHOWN = 5
TELLING = re.compile(r"\w{4,}")


def likely(
    title: str,
    *,
    user: Any,
    summit: Any = None,
    parties: Collection[Any] = (),
    but: Any = None,
) -> list[Commitment]:
    """Promises with nearly this title that the user may see, the likest first; each with its ``leads``.

    A title that goes on where the typed one stops counts as alike. One of the same summit and one
    of the parties comes first, and counts sooner. ``but`` is the record that is being edited.
    """
    typed = " ".join(title.split())
    words = _longest(typed)
    if len(typed) < SHORTEST or not words:
        return []
    known = Commitment.objects.standing().exclude(pk=but)
    rows = visibility.records(known, user).order_by()
    found = _alike(typed, rows.filter(_two_of(words)), wording.ALIKE)
    if summit and parties:
        own = Part.objects.filter(party__in=parties, commitment__summit=summit)
        near = rows.filter(reduce(or_, words), pk__in=own.values("commitment"))
        found = _alike(typed, near, NEAR) + found
    return _to_show(list(dict.fromkeys(found))[:MOST_SHOWN])


def _longest(typed: str) -> list[Q]:
    """That a title has one of the three longest words: cheap to look for, and no twin lacks them all."""
    words = sorted(set(TELLING.findall(typed.casefold())), key=len, reverse=True)[:3]
    return [any_contains(word, "title") for word in words]


def _two_of(words: list[Q]) -> Q:
    return reduce(or_, [one & other for one, other in combinations(words, 2)] or words)


def _alike(typed: str, rows: QuerySet, at_least: float) -> list[str]:
    others = list(rows.values_list("slug", "title")[:MOST_COMPARED])
    begun = [(slug, title[: len(typed)]) for slug, title in others if len(title) > len(typed)]
    return wording.most_alike(typed, others + begun, at_least=at_least)


def _to_show(slugs: list[str]) -> list[Commitment]:
    leads = Prefetch(
        "parts", Part.objects.filter(role=PartyRole.LEAD).select_related("party"), to_attr="leads"
    )
    rows = Commitment.objects.filter(slug__in=slugs).select_related("summit")
    found = {one.slug: one for one in rows.prefetch_related(leads)}
    return [found[slug] for slug in slugs]
