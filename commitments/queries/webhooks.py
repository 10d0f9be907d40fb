"""Webhooks with how much waits for them, and the log of what they were sent."""

from django.db.models import Count, F, Q, QuerySet, Value

from commitments.choices import DeliveryState
from commitments.models import Delivery, Webhook
from commitments.queries import log

WAITING = Q(deliveries__state=DeliveryState.WAITING)
PARKED = Q(deliveries__state=DeliveryState.PARKED)
REPLAYABLE = Q(seq__isnull=False) & ~Q(state=DeliveryState.WAITING)


def listed() -> QuerySet[Webhook]:
    """Webhooks, each with how many messages wait (``waiting``), were given up (``parked``), and tries."""
    _epoch, last = log.head()
    begun = Count("deliveries", filter=WAITING & Q(deliveries__seq__isnull=False))
    tried = Count("deliveries", filter=WAITING & Q(deliveries__tries__gt=0))
    return Webhook.objects.annotate(
        waiting=Value(last) - F("position") + begun,
        parked=Count("deliveries", filter=PARKED),
        failing=tried,
    )


def deliveries_of(webhook: Webhook, state: str = "") -> QuerySet[Delivery]:
    """What was sent or waits, the newest first; with one state only, if it is given."""
    found = webhook.deliveries.order_by("-pk")
    return found.filter(state=state) if state else found
