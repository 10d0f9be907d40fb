"""What a merge would leave behind, because the record that stays says something else of the same."""

from django.db import models as db
from django.utils.translation import gettext as _

from commitments.columns import record_type_of
from commitments.models import CITED, Citation, Commitment, Part

MOST = 20


def left_behind(duplicate: db.Model, survivor: db.Model) -> list[str]:
    """Sentences about parts and places in sources that both have and of which the survivor's stay.

    Two sources leave none: what cited both cites the survivor with both places.
    """
    found = _parts(duplicate, survivor) if isinstance(duplicate, Commitment) else []
    if record_type_of(duplicate) in CITED:
        found += _places(duplicate, survivor)
    return found[:MOST]


def _parts(duplicate: Commitment, survivor: Commitment) -> list[str]:
    theirs = {part.party_id: part for part in survivor.parts.all()}
    return [
        _("%(party)s: here %(here)s, there %(there)s. It stays %(there)s.")
        % {"party": part.party, "here": _part(part), "there": _part(theirs[part.party_id])}
        for part in duplicate.parts.select_related("party")
        if part.party_id in theirs and _part(part) != _part(theirs[part.party_id])
    ]


def _part(part: Part) -> str:
    words = [str(part.get_role_display())]
    words += [_("from %s") % part.joined_on] if part.joined_on else []
    words += [_("until %s") % part.left_on] if part.left_on else []
    return " ".join(words)


def _places(duplicate: db.Model, survivor: db.Model) -> list[str]:
    name = record_type_of(duplicate)
    theirs = Citation.objects.filter(**{name: survivor}).values_list("source", "locator")
    places = dict(theirs)
    return [
        _place(f"“{one.source}”", one.locator, places[one.source_id])
        for one in Citation.objects.filter(**{name: duplicate}).select_related("source")
        if places.get(one.source_id, one.locator) != one.locator
    ]


def _place(what: str, here: str, there: str) -> str:
    nothing = _("nothing")
    words = {"what": what, "here": here or nothing, "there": there or nothing}
    return (
        _("Place of the citation, %(what)s: here %(here)s, there %(there)s. The latter stays.")
        % words
    )
