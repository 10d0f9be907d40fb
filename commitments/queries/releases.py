"""The numbered editions of the whole record, the newest first."""

from django.db.models import QuerySet

from commitments.models import Release


def newest(count: int) -> QuerySet[Release]:
    """The last editions, at most so many."""
    return Release.objects.order_by("-number")[:count]
