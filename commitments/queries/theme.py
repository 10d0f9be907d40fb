"""Reads about themes."""

from summits.languages import by_name
from summits.models import Theme


def themes_listed() -> list[Theme]:
    """The public themes, by name."""
    return by_name(Theme.objects.published().order_by("name"))
