"""Who asks the API, and how often she may: keys are recognised and requests counted before anything else."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from commitments.actions import audit, keys
from commitments.api.problems import CHALLENGE, problem_response
from commitments.models import ApiKey
from nsstracker.api import deprecations, limits
from nsstracker.api.limits import Allowance
from nsstracker.middleware import address_of

OF_ONE = "private, no-store"  # what a key has read is kept by no cache
IN_ADDRESS = (
    "A key belongs into the Authorization header. In an address others can read it: have this one "
    "replaced, and send the new one as “Authorization: Bearer nsst_…”."
)


class Access:
    """Puts ``request.api_key``; answers 401 and 429; says on every answer what is allowed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        refusal = identify(request)
        key: ApiKey | None = request.api_key
        allowance = limits.of_key(key.pk) if key else limits.of_address(address_of(request))
        refusal = too_many(allowance) if allowance.is_exceeded else refusal
        with audit.acting_from(address_of(request)):
            answer = marked(refusal or self.get_response(request), key, allowance)
        deprecations.mark(request, answer)
        return answer


def identify(request: HttpRequest) -> HttpResponse | None:
    """Put the key of a request, or None, on it; a refusal where what was given opens nothing."""
    request.api_key = None
    written = request.path_info + unquote_plus(request.META.get("QUERY_STRING", ""))
    if keys.is_in(written):
        return problem_response(400, IN_ADDRESS)
    given = request.META.get("HTTP_AUTHORIZATION")
    if given is None:
        return None
    try:
        request.api_key = keys.recognise(given, at=timezone.now())
    except keys.NotRecognised as refused:
        answer = problem_response(401, str(refused))
        answer["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"'
        return answer
    return None


def too_many(allowance: Allowance) -> HttpResponse:
    """The refusal of one request too many."""
    answer = problem_response(
        429,
        f"You have made more than {allowance.limit} requests in this minute. "
        f"Go on in {allowance.seconds} seconds; a key allows more.",
    )
    answer["Retry-After"] = str(allowance.seconds)
    return answer


def marked(answer: HttpResponse, key: ApiKey | None, allowance: Allowance) -> HttpResponse:
    """The answer with what is allowed; how much is left stands on answers for one reader only."""
    answer["RateLimit-Policy"] = allowance.rule
    if key:
        answer["Cache-Control"] = OF_ONE
        patch_vary_headers(answer, ["Authorization"])
    if key or answer.status_code >= 400:
        answer["RateLimit"] = allowance.left
    return answer
