"""Addresses that need a key with a scope: what is there belongs to the partner who comes with it."""

from typing import Any

from django.http import HttpResponse
from rest_framework import exceptions

from commitments.actions import idempotency, reporting
from commitments.actions.errors import WrongState
from commitments.api import bodies
from commitments.api.formats import MEDIA_TYPES, as_json
from commitments.api.problems import CHALLENGE, problem_response
from commitments.api.resources import NoFilter
from commitments.api.viewsets import Reading, refuse
from commitments.choices import Scope
from commitments.models import Partner


class KeyNeeded(exceptions.APIException):
    """There is no key; which scheme would be right stands in the header."""

    status_code = 401


class Keyed(Reading):
    """An address for the partner whose key comes with the request, and for no other."""

    scope: Scope

    def initial(self, request, *args, **kwargs) -> None:
        """Ask for a key with the scope before anything else."""
        super().initial(request, *args, **kwargs)
        if request.method == "OPTIONS":
            return
        key = request._request.api_key
        if key is None:
            raise KeyNeeded("Send your key as “Authorization: Bearer nsst_…”.")
        if self.scope not in key.scopes:
            detail = f"This key has no scope “{self.scope}”. Ask for one that has it."
            raise exceptions.PermissionDenied(detail)
        self.partner: Partner = key.partner

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, WrongState):
            return problem_response(409, str(exc))
        if isinstance(exc, idempotency.OtherRequest):
            return problem_response(422, str(exc))
        if isinstance(exc, reporting.Unfit):
            exc = bodies.Unfit(exc.faults)
        answer = super().handle_exception(exc)
        if isinstance(exc, KeyNeeded):
            answer["WWW-Authenticate"] = CHALLENGE
        return answer

    def refuse_parameters(self) -> None:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True), [], given)


def answered(content: Any, status: int = 200, **headers: str) -> HttpResponse:
    """What was asked for, as JSON."""
    text = as_json(content)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPES["json"], headers=headers)
