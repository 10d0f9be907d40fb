"""System checks of an installation: an address that links can be built from, a key, hosts, https."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.http.request import validate_host

from commitments import rules


def addresses(**_kwargs) -> list[CheckMessage]:
    """SITE_URL starts every link that leaves the site: a scheme and a host, nothing after them."""
    try:
        parts = urlsplit(settings.SITE_URL)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if good and "@" not in parts.netloc and f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL:
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is not the address of a site.",
            hint="Give a scheme, a host and perhaps a port, as in https://nss.example.org.",
            id="nsstracker.E001",
        )
    ]


def roles(**_kwargs) -> list[CheckMessage]:
    """REQUIRE_2FA names roles; one that is misspelt would ask nobody for anything."""
    unknown = sorted(set(settings.REQUIRE_2FA) - set(rules.ROLES))
    if not unknown:
        return []
    return [
        Error(
            f"REQUIRE_2FA names {', '.join(unknown)}, which is no role.",
            hint=f"The roles are {', '.join(rules.ROLES)}; none asks nobody.",
            id="nsstracker.E004",
        )
    ]


def production(**_kwargs) -> list[CheckMessage]:
    """What a public installation must be given; asked by ``manage.py check --deploy``."""
    site = urlsplit(settings.SITE_URL)
    hosts = settings.ALLOWED_HOSTS
    found: list[CheckMessage] = []
    if not hosts or "*" in hosts:
        found.append(
            Error(
                "ALLOWED_HOSTS does not name the hosts that the site answers to.",
                hint="Name them, separated by commas; * would answer to any.",
                id="nsstracker.E002",
            )
        )
    elif not validate_host(site.hostname or "", hosts):
        found.append(
            Error(
                f"ALLOWED_HOSTS does not contain {site.hostname}, the host of SITE_URL.",
                hint="Links of the site would lead to a refusal.",
                id="nsstracker.E003",
            )
        )
    is_https = site.scheme == "https"
    if is_https != settings.HTTPS:
        found.append(
            Warning(
                f"HTTPS is {int(settings.HTTPS)}, but SITE_URL starts with {site.scheme}.",
                hint="Behind a proxy that serves https, set HTTPS=1 and an https address.",
                id="nsstracker.W001",
            )
        )
    if settings.ONE_PERSON:
        found.append(
            Warning(
                "NSS_ONE_PERSON lets editors publish their own work.",
                hint="Set it to 0 as soon as there is a second person.",
                id="nsstracker.W002",
            )
        )
    return found
