"""What every page is given."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commitments.queries import freshness


def site(request: HttpRequest) -> dict:
    """The public address, whether one person may publish alone, and when the record last changed."""
    return {
        "SITE_URL": settings.SITE_URL,
        "one_person": settings.ONE_PERSON,
        "data_changed_at": SimpleLazyObject(lambda: freshness.current().changed_at),
    }
