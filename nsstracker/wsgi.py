"""The WSGI application; it refuses to start in production without a secret key and hosts."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsstracker.settings")


def lacking() -> list[str]:
    """What production cannot do without, a sentence each."""
    found = []
    try:
        settings.SECRET_KEY  # noqa: B018 - Django refuses an empty key when it is read
    except ImproperlyConfigured:
        found.append("SECRET_KEY is not set. Set it to a long random text that nobody else knows.")
    if not settings.ALLOWED_HOSTS:
        right = "Set it to the names the site answers to, as in nss.example.org."
        found.append(f"ALLOWED_HOSTS is not set. {right}")
    return found


if not settings.DEBUG and lacking():
    raise SystemExit("\n".join(lacking()))

application = get_wsgi_application()
