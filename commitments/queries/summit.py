"""Reads about summits: the days worth looking at, who came, what was adopted."""

import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Count, Q, QuerySet

from commitments.models import Citation
from commitments.models.selection import part_on
from summits.choices import DocumentRole
from summits.languages import by_name, named
from summits.models import Document, DocumentParty, Participation, Party, Summit, Theme
from summits.models.reviewable import public
from summits.partial_dates import today


def presets(shown: datetime.date) -> list[dict[str, Any]]:
    """Each summit's last day, the eve of the next one, and today. One query."""
    summits = list(Summit.objects.published().order_by("start_on"))
    found = []
    for summit, following in zip_longest(summits, summits[1:]):
        place = _place(summit, summit.end_on.year)
        found.append({"place": place, "kind": "end", "day": summit.end_on})
        if following:
            eve = following.start_on - datetime.timedelta(days=1)
            place = _place(following, following.start_on.year)
            found.append({"place": place, "kind": "eve", "day": eve})
    found.append({"place": "", "kind": "today", "day": today()})
    return [one | {"current": one["day"] == shown} for one in found if one["day"] <= today()]


def _place(summit: Summit, year: int) -> str:
    return f"{named('city', summit.city.split(',')[0])} {year}"


def met(day: datetime.date) -> int:
    """How many summits had begun by a day. One query."""
    return Summit.objects.published().filter(start_on__lte=day).count()


def summits_listed() -> QuerySet:
    """Summits with how many were invited and how many came."""
    invited = public("participations__")
    return (
        Summit.objects.published()
        .select_related("host")
        .annotate(
            invited_count=Count("participations", filter=invited),
            attended_count=Count(
                "participations", filter=invited & Q(participations__attended=True)
            ),
        )
        .order_by("edition")
    )


def participants(summit: Summit, day: datetime.date) -> list[Participation]:
    """Public participations in a summit that had met by a day, by party."""
    found = (
        Participation.objects.published()
        .filter(summit=summit, summit__start_on__lte=day, party__in=Party.objects.published())
        .select_related("party", "summit")
    )
    return by_name(found.order_by("party__name"), lambda one: one.party)


def documents_listed(day: datetime.date) -> QuerySet:
    """Documents adopted by a day, with how many parties stood behind each."""
    public = Q(document_parties__party__in=Party.objects.published())
    present = part_on(day, "document_parties__") & public
    leads = Q(document_parties__role=DocumentRole.LEAD)
    return (
        Document.objects.published()
        .filter(adopted_on_last__lte=day)
        .select_related("summit")
        .annotate(
            lead_count=Count("document_parties", filter=present & leads),
            party_count=Count("document_parties", filter=present),
        )
        .order_by("adopted_on_last", "slug")
    )


def documents_of(summit: Summit, day: datetime.date) -> QuerySet:
    """The documents of a summit adopted by a day."""
    return documents_listed(day).filter(summit=summit)


def members_of(document: Document, day: datetime.date) -> list[DocumentParty]:
    """The public parties that stood behind a document on a day, with their roles."""
    found = document.document_parties.filter(part_on(day), party__in=Party.objects.published())
    found = found.select_related("party").order_by("party__name")
    return by_name(found, lambda one: one.party)


def themes_of(document: Document) -> QuerySet:
    """The public themes of a document."""
    return Theme.objects.published().filter(document_themes__document=document)


def sources_of(**record: Any) -> QuerySet:
    """Citations of one record whose source is public."""
    found = Citation.objects.of_public_sources().filter(**record)
    return found.select_related("source__link").order_by(
        "source__published_on_last", "source__slug"
    )
