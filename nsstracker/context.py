"""What every page is given."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commitments.queries import freshness
from commitments.site.urls import PAGES
from summits import languages

TRANSLATED = {pattern.name for pattern in PAGES}


@dataclass(frozen=True)
class Language:
    """A language that the page can be had in: its own name, and where."""

    code: str
    name: str
    address: str
    is_current: bool


def switch(request: HttpRequest) -> list[Language]:
    """The languages of the page asked for, with all that it was asked; none of what is in English only."""
    if not request.resolver_match or request.resolver_match.url_name not in TRANSLATED:
        return []
    asked, current = request.get_full_path(), languages.of(request.path_info)
    return [
        Language(code, name, languages.path_in(code, asked), code == current)
        for code, name in settings.LANGUAGES
    ]


def site(request: HttpRequest) -> dict:
    """The public address, whether one person may publish alone, when the record last changed, and languages."""
    return {
        "SITE_URL": settings.SITE_URL,
        "one_person": settings.ONE_PERSON,
        "data_changed_at": SimpleLazyObject(lambda: freshness.current().changed_at),
        "languages": SimpleLazyObject(lambda: switch(request)),
        "is_translated": not languages.is_contents(),
    }
