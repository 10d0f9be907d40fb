"""The language of a request is the one its address names: no header, no cookie, so caches need not know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from summits import languages


class Language:
    """Answer in the language of the address; the admin and the API have no other than English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(languages.of(request.path_info)):
            return self.get_response(request)
