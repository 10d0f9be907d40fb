"""Conditional answers: 304 where a reader's copy is still right, validators and cache rules on the rest."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from commitments.queries import freshness

# who follows the feed must not get a record, or an export, of before the change that it tells of
REVALIDATED = "public, no-cache"
CACHE_CONTROL = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"


def conditional(
    request: HttpRequest,
    build: Callable[[], HttpResponseBase],
    *,
    form: str,
    kept: str = CACHE_CONTROL,
) -> HttpResponseBase:
    """What ``build`` answers, with ETag, Last-Modified and Cache-Control; or 304, for one query.

    ``form`` names what else the answer depends on: its format and language; ``kept`` says how long
    caches may keep it unasked. Only answers with status 200 get validators. A date counts whole
    seconds: where it cannot tell this state of the record from an earlier one, If-Modified-Since is
    answered in full, and the ETag alone decides.
    """
    fresh = freshness.current()
    etag = fresh.etag(request.path, _normalised(request), form)
    modified = int(fresh.modified_at.timestamp())
    if _has_our_copy(request, etag):
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        answer = build()
        if answer.status_code == 200:
            date = modified if fresh.is_dated else None
            answer = get_conditional_response(request, etag, date, answer)
    if answer.status_code in (200, 304):
        answer["ETag"] = etag
        answer["Last-Modified"] = http_date(modified)
    if answer.status_code < 400:
        answer.setdefault("Cache-Control", kept)
    return answer


def vary_by_accept(answer: HttpResponse) -> HttpResponse:
    """Tell caches that the format follows the Accept header."""
    patch_vary_headers(answer, ["Accept"])
    return answer


def _normalised(request: HttpRequest) -> str:
    """The query with its parameters in order of name; repeated ones keep their own order."""
    pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


def _has_our_copy(request: HttpRequest, etag: str) -> bool:
    """Whether the reader names exactly the ETag that an answer of ours carried.

    A wildcard or a date proves no copy of this address, which may not exist: the answer is built.
    """
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    return etag in [one.strip().removeprefix("W/") for one in given.split(",")]
