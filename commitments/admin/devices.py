"""Devices: what one is called, and the signed cookie by which one that signed in before is known."""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]
COOKIE = "device"
KNOWN_FOR = 180 * 24 * 60 * 60
MOST_PEOPLE = 5


def told(user_agent: str) -> str:
    """A device in a few words; nothing that a client sends is repeated."""
    browser = next((name for sign, name in BROWSERS if f"{sign}/" in user_agent[:500]), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent[:500]), "")
    if browser and system:
        return f"{browser}, {system}"
    return browser or system or str(_("unknown device"))


def _known(request):
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KNOWN_FOR)
        return str(found["id"]), [int(pk) for pk in found["people"]]
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return secrets.token_urlsafe(16), []


def known_for(request, user):
    """The name of this device, if this person has signed in with it before."""
    name, people = _known(request)
    return name if user is not None and user.pk in people else None


def remember(request, response, user):
    """Let this device be known as one of this person's."""
    name, people = _known(request)
    people = [user.pk, *(pk for pk in people if pk != user.pk)][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps({"id": name, "people": people}, salt=COOKIE),
        max_age=KNOWN_FOR,
        path="/admin/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
