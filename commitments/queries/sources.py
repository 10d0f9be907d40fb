"""Reads about sources: what cites one, and which has an address in whatever spelling (rule R13)."""

from django.db.models import QuerySet

from commitments.models import Citation
from summits.addresses import normalized
from summits.models import Source


def published() -> QuerySet:
    """All public sources."""
    return Source.objects.published()


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
    return Source.objects.filter(url_key=key, retracted_at=None, merged_into=None).first()
