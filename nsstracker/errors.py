"""Refusals outside a view: an HTML page for readers, problem+json (RFC 9457) under /api/."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import resolve
from django.utils.translation import gettext as _

from commitments.api.problems import problem_response

log = logging.getLogger(__name__)


def answer(
    request: HttpRequest, status: int, detail: str, faults: list[dict] | None = None
) -> HttpResponse:
    """Refuse a request in the form its reader expects; ``faults`` are the API's list of errors."""
    if request.path_info.startswith("/api/"):
        response = problem_response(status, detail, faults)
        if status == 405:
            response["Allow"] = allowed_at(request.path_info)
        return response
    template = f"{status}.html" if status in {400, 403, 404, 410} else "400.html"
    page = loader.render_to_string(template, {"detail": detail, "status": status}, request)
    response = HttpResponse(page, status=status)
    if status == 405:
        response["Allow"] = "GET, HEAD"
    return response


def allowed_at(path: str) -> str:
    """The methods of an address of the API, as the header Allow names them."""
    known = getattr(resolve(path).func, "actions", {"get": ""})
    shown = [name.upper() for name in known if name != "head"]  # which is there once it was asked
    shown += ["HEAD"] if "get" in known else []
    return ", ".join([*shown, "OPTIONS"])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 400, _("The request cannot be read."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403, _("You may not do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404, _("There is no page at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem_response(500, "Something went wrong on our side.")
    return HttpResponse(loader.get_template("500.html").render({}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, 403, _("The form has expired. Go back, reload the page and try again."))
