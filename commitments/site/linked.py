"""What a page says of itself to machines, in the words of schema.org; tags and pages hand it to templates."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FORMS = (("csv", "text/csv"), ("ndjson", "application/x-ndjson"))
FIRST_PROMISES = "2010"


def dataset(resources: Iterable[str], changed_at: datetime.datetime | None) -> dict[str, Any]:
    """The record as a schema.org Dataset, each of its resources as downloads."""
    found = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": _("NSS Tracker: Nuclear Security Summit commitments and what became of them"),
        "description": _(
            "What countries and organisations promised at the Nuclear Security Summits of 2010 to "
            "2016, what was reported since, by whom and on what evidence, and how each promise stands."
        ),
        "url": f"{settings.SITE_URL}{reverse('data')}",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "temporalCoverage": f"{FIRST_PROMISES}/..",
        "creator": {"@type": "Organization", "name": _("NSS Tracker"), "url": settings.SITE_URL},
        "distribution": [_download(name, *form) for name in resources for form in FORMS],
    }
    return found | ({"dateModified": f"{changed_at:%Y-%m-%d}"} if changed_at else {})


def _download(resource: str, form: str, media_type: str) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": f"{resource}.{form}",
        "encodingFormat": media_type,
        "contentUrl": f"{settings.SITE_URL}{reverse('api-root')}{resource}/?format={form}",
    }
