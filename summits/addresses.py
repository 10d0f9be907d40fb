"""Web addresses of sources: which are taken, and when two are the same (rule R13)."""

import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"^`{|}\ud800-\udfff]")
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
DEFAULT_PORTS = {80, 443}


def split_address(url: str) -> SplitResult:
    """Split an http or https address; raise ValueError with a sentence for any other text."""
    if UNSAFE.search(url):
        raise ValueError("The address contains a blank or a character that no address may have.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError("The address cannot be read. Copy it again from the browser.") from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError("Use an address that starts with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise ValueError("Leave out the user name or password in the address.")
    if port == 0:
        raise ValueError("Port 0 is not an address anyone can open.")
    return parts


def validate_address(url: str) -> None:
    """Refuse what is not an http or https address; raise ValidationError."""
    try:
        split_address(url)
        normalized(url)
    except ValueError as error:
        raise ValidationError(str(error), code="address") from error


def canonical_escapes(text: str) -> str:
    """Percent-encoding in one form: unreserved characters bare, hex upper-case, others escaped."""

    def one(match: re.Match[str]) -> str:
        byte = unquote_to_bytes(match.group())
        return byte.decode() if byte[0] in UNRESERVED else match.group().upper()

    return quote(ESCAPE.sub(one, text), safe="%/?#[]@!$&'()*+,;=:~-._")


def normalized(url: str) -> str:
    """The key by which two addresses are the same source (rule R13); raise ValueError if unreadable.

    Scheme, default port and fragment are dropped, the host is lower-case IDNA and
    percent-encoding is canonical; path, trailing slash, ``www`` and query are kept.
    """
    parts = split_address(url)
    try:
        host = (parts.hostname or "").encode("idna").decode().lower()
    except UnicodeError as error:
        raise ValueError(_("The name of the site in the address cannot be read.")) from error
    port = f":{parts.port}" if parts.port and parts.port not in DEFAULT_PORTS else ""
    query = f"?{canonical_escapes(parts.query)}" if parts.query else ""
    return f"{host}{port}{canonical_escapes(parts.path) or '/'}{query}"
