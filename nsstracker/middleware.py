"""What stands before every view: refusal of hostile input, public headers, and sessions for the admin only."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import is_valid_path
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.actions import audit, sessions
from commitments.api.problems import fault
from nsstracker import errors
from summits import languages

MAX_QUERY = 8192
MAX_PARAMETERS = 200
MAX_BODY = 2_500_000
UPLOAD = re.compile(r"/admin/summits/source/[0-9]{1,18}/captures/", re.ASCII)
AROUND = 100_000  # what a form puts round a file
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
FOR_OTHER_SITES = (
    "/api/",
    "/data/catalog.jsonld",
    "/embed/",
    "/feeds/",
    "/pictures/",
)  # what pages of other sites may use
READING = {"GET", "HEAD", "OPTIONS"}
METHODS = {*READING, "POST"}
# what partners put and delete
CHANGING = re.compile(r"/api/v1/(submissions|webhooks)/[^/]+/", re.ASCII)
Response = Callable[[HttpRequest], HttpResponse]


def refusal(request: HttpRequest) -> tuple[int, str] | None:
    """Why a request cannot be answered at all: a status and a sentence, or None."""
    return (
        of_address(request.method or "", request.path_info)
        or of_query(request.META.get("QUERY_STRING", ""))
        or of_body(request)
    )


def of_address(method: str, path: str) -> tuple[int, str] | None:
    """The same of what is to be done where."""
    changes = method in {"PUT", "DELETE"} and CHANGING.fullmatch(path)
    if method not in READING and lacks_slash(path):
        return 404, f"Addresses end with a slash here: {path}/"
    if method not in METHODS and not changes:
        if path.startswith("/api/"):
            return of_method(method, path)
        return 405, gettext("The method %s is not known here. Use GET.") % f"{method!r:.20}"
    if CONTROL.search(path):
        return 404, gettext("There is no such address.")
    return None


def of_method(method: str, path: str) -> tuple[int, str]:
    """Why the API knows no such method: there is nothing at the address, or it is read only."""
    if not is_valid_path(path):
        return 404, "There is no such address."
    return 405, f"The method {method!r:.20} is not known here; the header Allow names others."


def of_query(query: str) -> tuple[int, str] | None:
    """The same of a query."""
    if len(query) > MAX_QUERY:
        return 400, gettext("The query is longer than %s characters.") % MAX_QUERY
    if query.count("&") >= MAX_PARAMETERS:
        return 400, gettext("The query has more than %s parameters.") % MAX_PARAMETERS
    try:
        text = unquote_to_bytes(query.replace("+", " ")).decode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        return 400, gettext("The query is not valid UTF-8.")
    if CONTROL.search(text):
        return 400, gettext("The query contains a control character.")
    return None


def of_body(request: HttpRequest) -> tuple[int, str] | None:
    """The same of how much is sent."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = most_of_a_body(request.path_info)
    if length.isascii() and length.isdigit() and int(length[:12]) > most:
        return 413, gettext("The body is larger than %s bytes.") % most
    return None


def lacks_slash(path: str) -> bool:
    """Whether an address of the API lacks its last slash. A redirection would make a GET of a POST, unseen."""
    found = path.startswith("/api/") and not path.endswith("/")
    return found and is_valid_path(f"{path}/") and not is_valid_path(path)


def most_of_a_body(path: str) -> int:
    """How large a body may be: there is one form that takes documents."""
    return settings.CAPTURE_SIZE + AROUND if UPLOAD.fullmatch(path) else MAX_BODY


def unreadable(request: HttpRequest) -> list[dict[str, str]]:
    """The parameters that no view can read, or that are too long or too many, as the API lists errors."""
    query = request.META.get("QUERY_STRING", "")
    pairs = query.split("&")
    found = []
    if len(query) > MAX_QUERY:
        detail = f"Give at most {MAX_QUERY} characters in all. This parameter is the longest."
        found.append(fault(name_in(max(pairs, key=len)), "too_long", detail))
    if len(pairs) > MAX_PARAMETERS:
        detail = f"Give at most {MAX_PARAMETERS} parameters. This is the first beyond them."
        found.append(fault(name_in(pairs[MAX_PARAMETERS]), "too_many", detail))
    for pair in pairs[:MAX_PARAMETERS]:
        try:
            bad = CONTROL.search(bytes_of(pair).decode())
        except UnicodeDecodeError:
            bad = True
        if bad:
            detail = "Give text in UTF-8 without control characters."
            found.append(fault(name_in(pair), "unreadable", detail))
    return found


def bytes_of(text: str) -> bytes:
    """A piece of a query as the client meant it."""
    return unquote_to_bytes(text.replace("+", " "))


def name_in(pair: str) -> str:
    """The name of a parameter that stands as ``name=value``, fit to be repeated."""
    name = bytes_of(pair.partition("=")[0]).decode(errors="replace")
    return CONTROL.sub("�", name)[:60]


class Guard:
    """Answer 400, 404, 405 or 413 to what no view should meet."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = refusal(request)
        if refused:
            return errors.answer(request, *refused, unreadable(request))
        return self.get_response(request)


WORDS = {
    405: _("This address can be read and nothing else. Use GET."),
    412: _("What stands here is not what If-Match or If-Unmodified-Since asks for."),
}


class Words:
    """A refusal that Django makes without a word gets its page or problem document."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in WORDS or is_admin(request) or response.content:
            return response
        answer = errors.answer(request, response.status_code, str(WORDS[response.status_code]))
        if "Allow" in response:
            answer["Allow"] = response["Allow"]
        return answer


class BadInput:
    """The last resort: what the database cannot read is the client's error, and ours to mend."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError):
            errors.log.exception("input reached the database unchecked: %r", request.path)
            return errors.answer(request, 400, gettext("A value in the request cannot be read."))
        return None


class PublicHeaders:
    """Headers of every answer: who may use it in a page, and the cache rules: refusals are not kept."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        whose = (
            "cross-origin"
            if languages.plain(request.path_info).startswith(FOR_OTHER_SITES)
            else "same-origin"
        )
        response.setdefault("Cross-Origin-Resource-Policy", whose)
        if response.status_code >= 400 or is_admin(request):
            response["Cache-Control"] = "no-store"
        return response


def is_admin(request: HttpRequest) -> bool:
    """Whether the request is for the editors' part, the only one with sessions and cookies."""
    return request.path_info.startswith("/admin/") or request.path_info == "/admin"


class AdminOnly:
    """Mixin: a middleware of Django's that works under /admin/ and nowhere else."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if is_admin(request) else self.get_response(request)


class AdminSession(AdminOnly, SessionMiddleware):
    """Sessions for editors; a public page never sets a cookie."""


class AdminCsrf(AdminOnly, CsrfViewMiddleware):
    """Cross-site request protection where there are forms that act."""

    def process_view(self, request, callback, args, kwargs):
        return super().process_view(request, callback, args, kwargs) if is_admin(request) else None


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the peer, or what the outermost of our own proxies says it was.

    What a client writes into X-Forwarded-For itself stands further left and is not looked at.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    peer = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        peer = hops[-settings.PROXIES]
    try:
        return str(ip_address(peer.split("%")[0]))
    except ValueError:
        return ""


def user_of(request: HttpRequest):
    """Who is signed in; nobody where the sign-in has been ended from elsewhere."""
    user = auth.get_user(request)
    request.sign_in = None
    if user.is_authenticated:
        number, now = request.session.get("sign_in"), timezone.now()
        request.sign_in = sessions.resume(number, user, at=now)
        if request.sign_in is None:
            request.session.flush()
            return AnonymousUser()
        if sessions.is_to_be_noted(request.sign_in, now):
            request.session.modified = True  # it lasts from when she was last seen
    return user


class Address:
    """The address that what is done is written down with and counted by."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.acting_from(address_of(request)):
            return self.get_response(request)


class AdminAuthentication(AdminOnly, AuthenticationMiddleware):
    """``request.user`` for editors."""

    def process_request(self, request):
        request.user = SimpleLazyObject(lambda: user_of(request))

    def process_view(self, request, callback, args, kwargs):
        return None


class AdminMessages(AdminOnly, MessageMiddleware):
    """Messages for editors."""
