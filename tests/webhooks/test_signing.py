"""Signatures as receivers check them, with the published library of Standard Webhooks."""

import base64
import datetime
import json

import pytest
import time_machine
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from commitments import signing
from commitments.actions import webhooks
from commitments.models import AuditEntry, Delivery, Webhook
from tests.webhooks.hooks import hook_of, publish, served, verified

HOSTILE = 'é 🌍 </script> \u2028 "quoted" \\ &amp;'


def test_only_what_is_untouched_passes():
    """W10: a tampered byte, another id, another secret, an old or a future time are refused."""
    secret, at = signing.secret_of(signing.new_salt()), timezone.now()
    body = json.dumps({"text": HOSTILE}, ensure_ascii=False).encode()
    moment = int(at.timestamp())
    for number in range(1000):
        headers = signing.headers(f"msg_{number}", moment, body, [secret])
        assert Verifier(signing.shown(secret)).verify(body, headers) == {"text": HOSTILE}
    wrong = [
        (headers, body[:-1] + b"]"),
        (headers, body + b" "),
        (headers | {"webhook-id": "msg_1"}, body),
        (headers | {"webhook-timestamp": str(moment - 1)}, body),
        (signing.headers("msg_1", moment, body, [signing.secret_of("other")]), body),
        (signing.headers("msg_1", moment - 360, body, [secret]), body),
        (signing.headers("msg_1", moment + 360, body, [secret]), body),
    ]
    for given, sent in wrong:
        with pytest.raises(WebhookVerificationError):
            Verifier(signing.shown(secret)).verify(sent, given, json_parse=False)


@pytest.mark.django_db
def test_what_is_sent_is_what_is_signed_and_what_the_feed_says(partner, receiver, client):
    """W10: the bytes that arrive verify, and tell what the feed tells."""
    hook, secret = hook_of(partner, receiver.url())
    publish(1, name=HOSTILE)
    assert served(hook) == 1
    [visit] = receiver.visits
    told = verified(secret, visit)
    [entry] = client.get("/api/v1/changes/").json()["results"]
    assert told == {"type": "theme.published", "timestamp": entry["at"], "data": entry}
    assert visit["headers"]["Content-Type"] == "application/json"
    assert visit["headers"]["User-Agent"].endswith("(+https://tracker.example)")
    assert len(visit["body"]) < 20_000


@pytest.mark.django_db
def test_a_new_secret_and_the_old_one_both_verify_for_the_overlap(partner, receiver):
    """W11: a secret is replaced; for the overlap both verify, and afterwards the new one alone."""
    hook, old = hook_of(partner, receiver.url())
    publish(1)
    served(hook)
    how = {"overlap": datetime.timedelta(days=1), "by": partner, "at": timezone.now()}
    _hook, new = webhooks.rotate(hook, **how)
    publish(1)
    served(hook)
    assert len(receiver.visits[1]["headers"]["webhook-signature"].split()) == 2
    assert verified(old, receiver.visits[1]) == verified(new, receiver.visits[1])
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        publish(1)
        served(hook)
        assert len(receiver.visits[2]["headers"]["webhook-signature"].split()) == 1
        assert verified(new, receiver.visits[2])
        with pytest.raises(WebhookVerificationError):
            verified(old, receiver.visits[2])


@pytest.mark.django_db
def test_no_secret_is_in_the_database(partner, receiver):
    """K02: it is sealed."""
    hook, secret = hook_of(partner, receiver.url())
    publish(1)
    served(hook)
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    kept = [list(model.objects.values()) for model in (Webhook, Delivery, AuditEntry)]
    for text in (secret, secret.removeprefix("whsec_"), raw.hex()):
        assert text not in str(kept)
