"""Where to report a weakness of the site, as RFC 9116 says it."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commitments.caching import CACHE_CONTROL
from summits import languages
from summits.partial_dates import today

PATH = ".well-known/security.txt"
VALID = datetime.timedelta(days=300)  # RFC 9116 asks for less than a year


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """``/.well-known/security.txt``, where the installation names a contact; renewed every day."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    fields = [("Contact", one) for one in settings.SECURITY_CONTACT]
    if settings.SECURITY_POLICY:
        fields.append(("Policy", settings.SECURITY_POLICY))
    fields += [
        ("Expires", f"{today() + VALID}T00:00:00Z"),
        ("Canonical", f"{settings.SITE_URL}/{PATH}"),
        ("Preferred-Languages", languages.CONTENT),
    ]
    text = "".join(f"{name}: {value}\n" for name, value in fields)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = CACHE_CONTROL
    return answer
