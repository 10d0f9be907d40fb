"""Refusals of the API, each in the one error shape (RFC 9457)."""

from typing import Any

from django.http import Http404, HttpResponse
from rest_framework import exceptions

from commitments.api.problems import problem_response

Fault = dict[str, str]


class BadParameters(exceptions.APIException):
    """Parameters that cannot be followed; ``faults`` names each with a sentence."""

    status_code = 400

    def __init__(self, faults: list[Fault]) -> None:
        names = ", ".join(dict.fromkeys(fault["parameter"] for fault in faults))
        super().__init__(f"The request was not followed; look at: {names}.")
        self.faults = faults


class Missing(exceptions.APIException):
    """There is no such thing, or there was not on the day asked for."""

    status_code = 404


class Gone(exceptions.APIException):
    """A record that was public and has been retracted; ``tombstone`` is what remains of it."""

    status_code = 410

    def __init__(self, tombstone: dict[str, Any]) -> None:
        super().__init__("This record has been retracted. The tombstone says when and why.")
        self.tombstone = tombstone


def handle(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer what a view refused; None lets a defect go on to the 500 handler."""
    if isinstance(exc, Http404):
        return problem_response(404, "There is nothing at this address.")
    if not isinstance(exc, exceptions.APIException):
        return None
    extra = {"tombstone": exc.tombstone} if isinstance(exc, Gone) else {}
    faults = getattr(exc, "faults", [])
    answer = problem_response(exc.status_code, str(exc.detail), faults, **extra)
    if retry_after := getattr(exc, "retry_after", None):
        answer["Retry-After"] = str(retry_after)
    if exc.status_code == 405:
        answer["Allow"] = ", ".join(context["view"].allowed_methods)
    return answer
