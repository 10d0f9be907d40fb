"""Partners with keys, for tests of the API."""

import datetime

from django.utils import timezone

from commitments.actions import keys
from commitments.models import Partner

YEAR = datetime.timedelta(days=365)


def partner_of(administrator, name="Sources for Security", **facts):
    """A partner organisation."""
    partner = Partner(name=name, contact="office@partner.example", **facts)
    keys.save_partner(partner, by=administrator, at=timezone.now())
    return partner


def key_of(administrator, *scopes, partner=None, at=None):
    """A key with its text: ``key, text = key_of(ada, "submit")``."""
    at = at or timezone.now()
    partner = partner or partner_of(administrator)
    how = {"by": administrator, "at": at, "expires_at": at + YEAR}
    return keys.make(partner, label="nightly copy", scopes=scopes, **how)


def bearing(text):
    """The header of a request with this key."""
    return {"Authorization": f"Bearer {text}"}
