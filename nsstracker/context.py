"""What every page is given."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """The public address and whether one person may publish alone."""
    return {"SITE_URL": settings.SITE_URL, "one_person": settings.ONE_PERSON}
