"""Reads about sources: what cites one, which has an address (rule R13), what a new one may be called."""

import re
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import content, slugs
from commitments.choices import RecordType
from commitments.models import Citation
from summits.addresses import normalized
from summits.models import Source

# all that is said of a source which is another's draft, to whom drafts of others are not shown
HELD = _("Somebody has this address in a draft. You can cite it when that is public.")


def published() -> QuerySet:
    """All public sources, with their links."""
    return Source.objects.published().select_related("link")


def cited_by(source: Source) -> QuerySet:
    """The public citations of a source, each with its record."""
    found = Citation.objects.public().filter(source=source)
    return found.select_related(
        "commitment",
        "progress_report__commitment",
        "participation__summit",
        "participation__party",
        "document",
        "summit",
    )


def by_address(url: str) -> Source | None:
    """The source that already has this address, public or draft; None for a new or unreadable one."""
    try:
        key = normalized(url)
    except ValueError:
        return None
    return Source.objects.standing().filter(url_key=key).first()


def free_slug(source: Source, *, beside: Collection[str] = ()) -> str:
    """What a new source may be called: as none is, as none was (rule R9), and as none of those beside it."""

    def is_taken(slug: str) -> bool:
        return slug in beside or content.find(RecordType.SOURCE, slug) is not None

    return slugs.free(slugs.for_source(source), is_taken, 80)


def look_alikes(source: Source, *, most: int = 5) -> list[Source]:
    """Other public sources that may be this one: the same title from the same publisher, or an address
    that differs by www and a slash at its end only. A looser match than rule R13, so a hint."""
    same = Q(title__iexact=source.title, publisher__iexact=source.publisher)
    if source.url_key:
        bare = re.sub(r"\Awww\.", "", source.url_key).rstrip("/")
        spelt = [f"{www}{bare}{slash}" for www in ("", "www.") for slash in ("", "/")]
        same |= Q(url_key__in=spelt)
    return list(Source.objects.published().filter(same).exclude(pk=source.pk)[:most])


def shared_by_site(url: str) -> dict[str, str] | None:
    """Publisher and language of all public sources of an address's site; None if they have several."""
    site = normalized(url).partition("/")[0]
    # from the first address of the site to the last: a selection that the index answers
    rows = Source.objects.published().filter(url_key__gte=f"{site}/", url_key__lt=f"{site}0")
    found = list(rows.order_by().values("publisher", "language").distinct()[:2])
    return found[0] if len(found) == 1 else None
