"""Reads about themes."""

from django.db.models import QuerySet

from summits.models import Theme


def themes_listed() -> QuerySet:
    """The public themes, by name."""
    return Theme.objects.published().order_by("name")
