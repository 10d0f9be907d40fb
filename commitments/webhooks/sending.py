"""One message to one webhook: signed, sent once to a checked address, and what came of it."""

import datetime
import time
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils import timezone

from commitments import signing
from commitments.actions import webhooks
from commitments.actions.deliveries import Attempt
from commitments.models import Delivery, Webhook
from commitments.outside.fetching import Answer, ask
from commitments.outside.places import Failed


def send(delivery: Delivery, *, seconds: float) -> Attempt:
    """Post a message and read at most 64 KiB of the answer in at most so many seconds; follow nothing."""
    at, began = timezone.now(), time.monotonic()
    body = delivery.payload.encode()
    keys = secrets_at(delivery.webhook, at)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"NSS-Tracker-Webhooks/1 (+{settings.SITE_URL})",
        **signing.headers(delivery.message_id, int(at.timestamp()), body, keys),
    }
    how = {"method": "POST", "headers": headers, "body": body, "limits": webhooks.limits(seconds)}
    try:
        answer = ask(delivery.webhook.url, **how)
    except Failed as failed:
        return Attempt(at, None, failed.reason, time.monotonic() - began)
    text = answer.body.decode("utf-8", "replace")
    took = time.monotonic() - began
    return Attempt(at, answer.status, "", took, text, retry_after(answer, at))


def secrets_at(webhook: Webhook, at: datetime.datetime) -> list[bytes]:
    """What a message is signed with: the secret, and for the overlap the former one."""
    salts = [webhook.salt]
    if webhook.former_until is not None and at < webhook.former_until:
        salts.append(webhook.former_salt)
    return [signing.secret_of(salt) for salt in salts]


def retry_after(answer: Answer, at: datetime.datetime) -> float:
    """The seconds for which a receiver asks to be left alone; none where that cannot be read."""
    given = answer.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:12])
    try:
        moment = parsedate_to_datetime(given)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        return max(0.0, (aware - at).total_seconds())
    except (ValueError, TypeError, OverflowError):  # what no calendar has
        return 0
