"""Captures as readers get them: under the hash of their content, once a second person has released them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.attachments import of_capture
from commitments.queries import captures

# not for a year: a source that is retracted takes its captures along
CACHE_CONTROL = "public, max-age=86400, immutable"


@require_safe
def capture_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """``/captures/<sha256>``"""
    capture = captures.public(sha256)
    if capture is not None:
        answer = of_capture(capture)
        answer["Cache-Control"] = CACHE_CONTROL
        return answer
    gone = captures.taken_back(sha256)
    if gone is None:
        raise Http404
    return render(request, "410.html", {"status": 410, "tombstone": gone}, status=410)
