"""Webhooks as partners and administrators keep them: made, changed, switched off and on, tested, replayed."""

import datetime
import json
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from commitments import rules, signing
from commitments.actions import audit
from commitments.actions.errors import NotAllowed, WrongState
from commitments.actions.reporting import Fault, Unfit
from commitments.choices import AuditKind, DeliveryState, WebhookEnd
from commitments.models import Delivery, Partner, Webhook
from commitments.outside.places import Failed, Limits, place_of
from commitments.queries.feed import in_utc

MOST = 20
ANSWER_SIZE = 65_536
LOOK_UP = 3  # seconds that a name may take while somebody waits for the answer
TEST = "webhook.test"
TYPED = {"url", "description"}
OVERLAPS = (0, 1, 7, 30)
NOWHERE = (
    "Give an https address of a public machine, by its name, on port 443 or 8443, without user name or "
    "password. Private, local and reserved addresses are refused."
)
UNKNOWN = "No machine is found under this name. Look at its spelling, or try again in a while."


def limits(seconds: float) -> Limits:
    """Where a webhook may go, and how long and large its answer may be."""
    here = settings.WEBHOOKS_HERE
    schemes = {"https", "http"} if here else {"https"}
    return Limits(
        seconds=seconds,
        size=ANSWER_SIZE,
        redirects=0,
        schemes=frozenset(schemes),
        ports=frozenset({443, 8443}),
        to_here=here,
    )


def make(
    partner: Partner, *, url: str, description: str, position: int, by: Any, at: datetime.datetime
) -> tuple[Webhook, str]:
    """A webhook that is told of what comes after ``position``, and its secret, to be shown now or never."""
    webhook = Webhook(partner=partner, salt=signing.new_salt(), made_at=at, next_at=at)
    webhook.url, webhook.description, webhook.position = url, description, position
    _refuse_unfit(webhook)
    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=partner.pk)
        if partner.webhooks.count() >= MOST:
            raise WrongState(f"You have {MOST} webhooks already. Remove one that you need no more.")
        webhook.save()
        audit.write(AuditKind.WEBHOOK_MADE, by=by, at=at, target=webhook)
    return webhook, signing.shown(signing.secret_of(webhook.salt))


def change(
    webhook: Webhook, *, url: str, description: str, by: Any, at: datetime.datetime
) -> Webhook:
    """Another address or description. What waits goes to the new address, at once."""
    _refuse_others(webhook, by)
    _refuse_unfit(Webhook(url=url, description=description))
    with transaction.atomic():
        webhook = _locked(webhook, by)
        was = webhook.url
        webhook.url, webhook.description, webhook.next_at = url, description, at
        webhook.save(update_fields=["url", "description", "next_at"])
        _count_anew(webhook)
        audit.write(AuditKind.WEBHOOK_CHANGED, by=by, at=at, target=webhook, before=was, after=url)
    return webhook


@transaction.atomic
def rotate(
    webhook: Webhook, *, overlap: datetime.timedelta, by: Any, at: datetime.datetime
) -> tuple[Webhook, str]:
    """A new secret; for the overlap messages are signed with the old one, too."""
    webhook = _locked(webhook, by)
    webhook.former_salt, webhook.former_until = webhook.salt, at + overlap
    webhook.salt = signing.new_salt()
    webhook.save(update_fields=["salt", "former_salt", "former_until"])
    ends = webhook.former_until.isoformat()
    audit.write(AuditKind.WEBHOOK_ROTATED, by=by, at=at, target=webhook, former_until=ends)
    return webhook, signing.shown(signing.secret_of(webhook.salt))


@transaction.atomic
def switch_off(webhook: Webhook, *, by: Any, at: datetime.datetime) -> Webhook:
    """Send nothing any more; what happens meanwhile waits."""
    webhook = _locked(webhook, by)
    if webhook.disabled_at is not None:
        raise WrongState("This webhook is switched off already.")
    end(webhook, WebhookEnd.ASKED, by=by, at=at)
    return webhook


def end(webhook: Webhook, why: WebhookEnd, *, by: Any, at: datetime.datetime) -> None:
    """Switch a locked webhook off; where nobody asked for it, a mail is due."""
    webhook.disabled_at, webhook.disabled_why, webhook.told_at = at, why, None
    webhook.next_at = at
    webhook.save(update_fields=["disabled_at", "disabled_why", "told_at", "next_at"])
    audit.write(AuditKind.WEBHOOK_OFF, by=by, at=at, target=webhook, after=why)


@transaction.atomic
def switch_on(webhook: Webhook, *, by: Any, at: datetime.datetime) -> Webhook:
    """Go on where it stopped. What was given up stays so until it is replayed."""
    webhook = _locked(webhook, by)
    if webhook.disabled_at is None:
        raise WrongState("This webhook is switched on already.")
    webhook.disabled_at, webhook.disabled_why, webhook.next_at = None, "", at
    webhook.save(update_fields=["disabled_at", "disabled_why", "next_at"])
    _count_anew(webhook)
    audit.write(AuditKind.WEBHOOK_ON, by=by, at=at, target=webhook)
    return webhook


@transaction.atomic
def remove(webhook: Webhook, *, by: Any, at: datetime.datetime) -> None:
    """End a webhook for good, with its log."""
    webhook = _locked(webhook, by)
    audit.write(
        AuditKind.WEBHOOK_REMOVED, by=by, at=at, target=webhook, partner=webhook.partner.name
    )
    webhook.delete()


@transaction.atomic
def test(webhook: Webhook, *, by: Any, at: datetime.datetime) -> Delivery:
    """Queue a test message: tried once, ahead of what waits, even while the webhook is switched off."""
    webhook = _locked(webhook, by)
    if webhook.deliveries.filter(seq=None, state=DeliveryState.WAITING).exists():
        raise WrongState("A test is waiting already; look at the deliveries in a moment.")
    told = {"type": TEST, "timestamp": in_utc(at), "data": {"webhook": webhook.pk}}
    audit.write(AuditKind.WEBHOOK_TESTED, by=by, at=at, target=webhook)
    return Delivery.objects.create(
        webhook=webhook,
        message_id=f"msg_test_{secrets.token_hex(8)}",
        event=TEST,
        payload=json.dumps(told),
        state=DeliveryState.WAITING,
        made_at=at,
    )


@transaction.atomic
def replay(webhook: Webhook, *, first: int, last: int, by: Any, at: datetime.datetime) -> int:
    """Send the messages with these numbers again, in their order, before anything newer; how many.

    A message keeps its id. Tests are not sent again, and what waits is waiting anyway.
    """
    webhook = _locked(webhook, by)
    if webhook.disabled_at is not None:
        raise WrongState("This webhook is switched off. Switch it on first.")
    chosen = webhook.deliveries.filter(pk__range=(first, last), seq__isnull=False)
    chosen = chosen.exclude(state=DeliveryState.WAITING)
    count = chosen.update(state=DeliveryState.WAITING, first_at=None, tries=0, done_at=None)
    if not count:
        raise WrongState("There is no such message that has been sent or given up.")
    Webhook.objects.filter(pk=webhook.pk).update(next_at=at)
    facts = {"first": first, "last": last, "count": count}
    audit.write(AuditKind.WEBHOOK_REPLAYED, by=by, at=at, target=webhook, **facts)
    return count


def _count_anew(webhook: Webhook) -> None:
    """Let the three days of what waits begin now."""
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(tries=0, first_at=None)


def _locked(webhook: Webhook, by: Any) -> Webhook:
    """The webhook for whom it is: its partner, or an administrator."""
    held = Webhook.objects.select_for_update().filter(pk=webhook.pk).first()
    if held is None:
        raise WrongState("This webhook has just been removed.")
    _refuse_others(held, by)
    return held


def _refuse_others(webhook: Webhook, by: Any) -> None:
    own = isinstance(by, Partner) and by.pk == webhook.partner_id
    if not own and not (not isinstance(by, Partner) and rules.may_keep_keys(by)):
        raise NotAllowed("Only its partner and administrators keep a webhook.")


def _refuse_unfit(webhook: Webhook) -> None:
    """Raise Unfit with all that is wrong: the texts, and where the address leads today.

    Call it before anything is locked: a look-up may take seconds, and on SQLite all writers would wait.
    """
    faults = []
    try:
        webhook.clean_fields({field.name for field in Webhook._meta.fields} - TYPED)
    except ValidationError as error:
        for name, found in error.message_dict.items():
            faults += [Fault(f"/{name}", "invalid", sentence) for sentence in found]
    if not any(fault.pointer == "/url" for fault in faults):
        try:
            place_of(webhook.url, limits(LOOK_UP), LOOK_UP)
        except Failed as failed:
            detail = NOWHERE if failed.reason == "address" else UNKNOWN
            faults.append(Fault("/url", "invalid", detail))
    if faults:
        raise Unfit(faults)
