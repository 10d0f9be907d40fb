"""What workers do to the queue of a webhook: lease it, take the next message, note what came of it.

One lease for each webhook, and one message under it at a time: so order holds, whoever delivers. A lease that
is not renewed ends, and the message that was under way is taken again, with the same id.
"""

import datetime
import json
import random
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from commitments.actions import keys, webhooks
from commitments.choices import DeliveryState, Scope, WebhookEnd
from commitments.models import Change, Delivery, Webhook
from commitments.queries import feed, log
from summits.text import CONTROL

STEPS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000)  # seconds; the last one repeats
JITTER = 0.2
PATIENCE = datetime.timedelta(days=3)
KEPT = datetime.timedelta(days=90)
MAIL_AGAIN = datetime.timedelta(minutes=5)
GONE = 410
SLOW_DOWN = {429, 503}
ATTEMPTS_KEPT, ANSWER_KEPT = 20, 2000
OF_THEMSELVES = [WebhookEnd.GONE, WebhookEnd.FAILING]


@dataclass(frozen=True)
class Attempt:
    """One sending: the status, or the word for why there is none; how long it took; what was answered."""

    at: datetime.datetime
    status: int | None
    failure: str
    seconds: float
    answer: str = ""
    retry_after: float = 0

    @property
    def is_good(self) -> bool:
        return self.status is not None and not self.failure and 200 <= self.status < 300

    def shown(self) -> dict[str, str | int | float | None]:
        """The attempt as the log keeps it."""
        return {
            "at": feed.in_utc(self.at),
            "status": self.status,
            "failure": self.failure or None,
            "seconds": round(self.seconds, 3),
            "answer": CONTROL.sub("�", self.answer)[:ANSWER_KEPT],
        }


def due(at: datetime.datetime, *, limit: int, but: Collection[int] = ()) -> list[int]:
    """Webhooks that nobody holds and that have something to be done, the longest waiting first."""
    _epoch, last = log.head()
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = Delivery.objects.filter(webhook=OuterRef("pk"), state=DeliveryState.WAITING)
    tested = Exists(waiting.filter(seq=None))
    behind = Q(position__lt=last) | Exists(waiting.filter(seq__isnull=False))
    served = Q(partner__in=keys.partners_with(Scope.WEBHOOKS, at=at))
    sending = served & (Q(tested) | Q(disabled_at=None, next_at__lte=at) & behind)
    telling = Q(disabled_why__in=OF_THEMSELVES, told_at=None, next_at__lte=at)
    found = Webhook.objects.filter(free, sending | telling).exclude(pk__in=but)
    return list(found.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])


def claim(pk: int, lease: str, *, at: datetime.datetime, until: datetime.datetime) -> bool:
    """Hold a webhook that nobody holds; of any number at once, one does."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return bool(Webhook.objects.filter(free, pk=pk).update(lease=lease, lease_until=until))


def release(pk: int, lease: str) -> None:
    """Let others have it."""
    Webhook.objects.filter(pk=pk, lease=lease).update(lease="", lease_until=None)


@transaction.atomic
def take(
    pk: int, lease: str, *, at: datetime.datetime, until: datetime.datetime
) -> Delivery | None:
    """The next message of a held webhook, and the lease renewed; None where there is nothing to send now."""
    webhook = _held(pk, lease)
    if webhook is None or webhook.partner_id not in keys.partners_with(Scope.WEBHOOKS, at=at):
        return None
    delivery = _next(webhook, at)
    if delivery is not None:
        delivery.webhook = webhook
        delivery.first_at = delivery.first_at or at
        delivery.save(update_fields=["first_at"])
        webhook.lease_until = until
        webhook.save(update_fields=["lease_until"])
    return delivery


def _held(pk: int, lease: str) -> Webhook | None:
    return Webhook.objects.select_for_update().filter(pk=pk, lease=lease).first()


def _next(webhook: Webhook, at: datetime.datetime) -> Delivery | None:
    """A test first; then what waits, by its place in the feed; then the next of the feed."""
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING)
    test = waiting.filter(seq=None).first()
    if test is not None or webhook.disabled_at is not None or webhook.next_at > at:
        return test
    return waiting.order_by("seq").first() or _from_feed(webhook, at)


def _from_feed(webhook: Webhook, at: datetime.datetime) -> Delivery | None:
    change = next(iter(log.beyond(webhook.position, 1)), None)
    if change is None:
        return None
    webhook.position = change.seq
    webhook.save(update_fields=["position"])
    return Delivery.objects.create(webhook=webhook, made_at=at, **_message(change))


def _message(change: Change) -> dict[str, object]:
    """A change as a message: its entry in the feed, and an id that is the same for every webhook."""
    epoch, _last = log.head()
    event = f"{change.record_type}.{change.action}"
    told = {
        "type": event, "timestamp": feed.in_utc(change.at), "data": feed.entry(change, epoch),
    }  # fmt: skip
    return {
        "message_id": f"msg_{epoch}_{change.seq}",
        "event": event,
        "seq": change.seq,
        "payload": json.dumps(told, ensure_ascii=False),
        "state": DeliveryState.WAITING,
    }


@transaction.atomic
def note(delivery: Delivery, lease: str, attempt: Attempt, *, at: datetime.datetime) -> None:
    """Write down what came of an attempt, and what follows from it.

    Who has lost the lease meanwhile writes nothing: the message is or will be sent again.
    """
    webhook = _held(delivery.webhook_id, lease)
    if webhook is None:
        return
    delivery.attempts = [*delivery.attempts, attempt.shown()][-ATTEMPTS_KEPT:]
    delivery.tries += 1
    if attempt.is_good:
        _close(delivery, DeliveryState.DELIVERED, at)
        webhook.next_at = at
    elif delivery.seq is None:
        _close(delivery, DeliveryState.FAILED, at)
    elif attempt.status == GONE:
        delivery.tries, delivery.first_at = 0, None
        _end(webhook, WebhookEnd.GONE, at)
    elif delivery.tries > len(STEPS) and at >= _last_attempt(delivery):
        _close(delivery, DeliveryState.PARKED, at)
        _end(webhook, WebhookEnd.FAILING, at)
    else:
        webhook.next_at = _next_attempt(delivery, attempt, at)
    delivery.save()
    webhook.save(update_fields=["next_at"])


def _close(delivery: Delivery, state: DeliveryState, at: datetime.datetime) -> None:
    delivery.state, delivery.done_at = state, at


def _end(webhook: Webhook, why: WebhookEnd, at: datetime.datetime) -> None:
    """Switch off, unless somebody did so while the message was under way."""
    if webhook.disabled_at is None:
        webhooks.end(webhook, why, by=None, at=at)


def _last_attempt(delivery: Delivery) -> datetime.datetime:
    return delivery.first_at + PATIENCE


def _next_attempt(delivery: Delivery, attempt: Attempt, at: datetime.datetime) -> datetime.datetime:
    """After a while, and once when patience ends. Days on which no worker ran cost no attempts."""
    asked = attempt.retry_after if attempt.status in SLOW_DOWN else 0
    after, last = at + pause(delivery.tries, asked), _last_attempt(delivery)
    return min(after, last) if at < last else after


def pause(failures: int, asked: float = 0) -> datetime.timedelta:
    """How long to wait after so many failures; what the receiver asks for counts up to the next step."""
    step, longest = (STEPS[min(n, len(STEPS)) - 1] for n in (failures, failures + 1))
    chosen = step * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - nobody gains by guessing
    return datetime.timedelta(seconds=max(chosen, min(asked, longest)))


def to_tell(pk: int) -> Webhook | None:
    """The webhook, if its partner has not been told that it was switched off."""
    found = Webhook.objects.select_related("partner").filter(pk=pk, told_at=None)
    return found.filter(disabled_why__in=OF_THEMSELVES).first()


def told(webhook: Webhook, *, went: bool, at: datetime.datetime) -> None:
    """The mail went; or it did not, and is tried again in a while."""
    fact = {"told_at": at} if went else {"next_at": at + MAIL_AGAIN}
    Webhook.objects.filter(pk=webhook.pk, disabled_at=webhook.disabled_at).update(**fact)


def forget(at: datetime.datetime) -> int:
    """Delete messages that were done with long ago; how many."""
    return Delivery.objects.filter(done_at__lt=at - KEPT).delete()[0]
