"""Webhooks with how much waits for them, and the log of what they were sent."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from commitments.choices import DeliveryState
from commitments.models import Delivery, Webhook
from commitments.queries import log


def listed() -> QuerySet[Webhook]:
    """Webhooks, each with how many messages wait (``waiting``), how many were given up (``parked``), and
    whether the one under way has been tried without success (``failing``)."""
    _epoch, last = log.head()
    begun = _count(state=DeliveryState.WAITING, seq__isnull=False)
    tried = _of_each(state=DeliveryState.WAITING, tries__gt=0)
    return Webhook.objects.annotate(
        waiting=Value(last) - F("position") + begun,
        parked=_count(state=DeliveryState.PARKED),
        failing=Exists(tried),
    )


def _of_each(**facts: object) -> QuerySet[Delivery]:
    return Delivery.objects.filter(webhook=OuterRef("pk"), **facts).order_by()


def _count(**facts: object) -> Coalesce:
    """How many messages of a webhook, read from the index of states: the log may be long."""
    counted = _of_each(**facts).values("webhook").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def deliveries_of(webhook: Webhook, state: str = "") -> QuerySet[Delivery]:
    """What was sent or waits, the newest first; with one state only, if it is given."""
    found = webhook.deliveries.order_by("-pk")
    return found.filter(state=state) if state else found
