"""Reads about links: whose turn it is to be checked, and which sources are dead to readers."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commitments.choices import LinkState
from commitments.models import Citation, Link
from summits.models import Source


def due(at: datetime.datetime) -> QuerySet[Link]:
    """Links to be checked now, those never checked first, then the oldest."""
    found = Link.objects.current().filter(next_check_at__lte=at)
    return found.order_by(F("checked_at").asc(nulls_first=True), "pk")


def of_source(slug: str) -> QuerySet[Link]:
    """The link of one source, due or not."""
    return Link.objects.current().filter(source__slug=slug)


def dead() -> QuerySet[Source]:
    """Public sources that no longer answer and have no archived copy, those longest gone first."""
    gone = Link.objects.filter(state=LinkState.GONE).order_by()
    today = Link.objects.filter(source=OuterRef("pk"), url=OuterRef("url")).order_by()
    found = Source.objects.published().filter(pk__in=gone.values("source"), archived_url="")
    found = found.alias(state=Subquery(today.values("state")[:1])).filter(state=LinkState.GONE)
    return found.select_related("link").order_by("link__shown_at", "slug")


def dead_among(slugs: Iterable[str]) -> dict[str, str]:
    """Titles by slug of those sources among these that are dead to readers."""
    return dict(dead().filter(slug__in=set(slugs)).values_list("slug", "title"))


def citation_count() -> Coalesce:
    """How many public records cite a source."""
    cited = Citation.objects.public().filter(source=OuterRef("pk")).order_by()
    return Coalesce(Subquery(cited.values("source").annotate(n=Count("pk")).values("n")), 0)
