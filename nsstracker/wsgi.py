"""The WSGI application; it refuses to start in production without a secret key and hosts."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsstracker.settings")

if not settings.DEBUG:
    settings.SECRET_KEY  # noqa: B018 - Django refuses an empty key when it is read
    if not settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is not set. Set it to the names the site answers to, as in nss.example.org."
        )

application = get_wsgi_application()
