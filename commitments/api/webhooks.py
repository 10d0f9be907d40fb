"""Webhooks of a partner: made, changed, tested, switched off and on; what was sent, and sent again."""

import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import exceptions

from commitments.actions import webhooks
from commitments.actions.reporting import Unfit
from commitments.api import bodies
from commitments.api.changes import place_of
from commitments.api.keyed import Keyed, answered
from commitments.api.pagination import PARAMETERS, Order, Paging
from commitments.api.resources import NoFilter
from commitments.api.viewsets import refuse
from commitments.choices import Scope
from commitments.models import Delivery, Webhook
from commitments.queries import log
from commitments.queries import webhooks as hooks
from commitments.queries.feed import in_utc

PATH = "/api/v1/webhooks/"
NEWEST_FIRST = Order("pk", down=True, identity="pk")


class OfWebhooks(Keyed):
    """Whatever is about a partner's webhooks."""

    scope = Scope.WEBHOOKS

    def own(self) -> Any:
        return hooks.listed().filter(partner=self.partner)

    def found(self, number: int) -> Webhook:
        """One of the partner's own; another's is answered like one that does not exist."""
        webhook = self.own().filter(pk=number).first()
        if webhook is None:
            raise exceptions.NotFound("You have no webhook with this number.")
        return webhook

    def page(self, rows: Any, show: Any) -> HttpResponse:
        """A page of rows, the newest first, each as ``show`` has it."""
        given = self.request._request.GET
        paging = Paging(self.request._request)
        refuse(NoFilter(given, strict=True, also=PARAMETERS), paging.faults, given)
        taken, links = paging.page(rows, NEWEST_FIRST, ["pk"])
        by_pk = rows.in_bulk([row["pk"] for row in taken])
        results = [show(by_pk[row["pk"]]) for row in taken]
        return answered({"count": rows.count(), **links, "results": results})

    def body(self, *known: str) -> bodies.Reader:
        """The object that was sent; where nothing is asked for, it may be left out."""
        request = self.request._request
        reader = bodies.Reader(bodies.read_json(request) if request.body else {}, "")
        if not reader.only(*known):
            raise Unfit(reader.faults)
        return reader


class Webhooks(OfWebhooks):
    """The webhooks themselves."""

    VERBS = {
        "rotate": "rotate", "switch-off": "switch_off", "switch-on": "switch_on", "test": "test",
        "replay": "replay",
    }  # fmt: skip

    @property
    def how(self) -> dict[str, Any]:
        return {"by": self.partner, "at": timezone.now()}

    def list(self, request) -> HttpResponse:
        """The partner's webhooks, the newest first."""
        return self.page(self.own(), shown)

    def retrieve(self, request, number: int) -> HttpResponse:
        """One webhook, with how much waits for it."""
        self.refuse_parameters()
        return answered(shown(self.found(number)))

    def create(self, request) -> HttpResponse:
        """A new webhook; its secret stands in this answer and in no other."""
        self.refuse_parameters()
        reader = self.body("url", "description", "after")
        facts = typed(reader)
        epoch, last = log.head()
        after = reader.text("after") or None
        position, more = place_of(after, epoch, last)
        for one in more:
            reader.fault("after", one["code"], one["detail"])
        if reader.faults:
            raise Unfit(reader.faults)
        place = last if after is None else position
        made, secret = webhooks.make(self.partner, **facts, position=place, **self.how)
        told = shown(self.found(made.pk)) | {"secret": secret}
        return answered(told, 201, Location=told["api_url"])

    def update(self, request, number: int) -> HttpResponse:
        """Another address or description."""
        self.refuse_parameters()
        webhook = self.found(number)
        reader = self.body("url", "description")
        facts = typed(reader)
        if reader.faults:
            raise Unfit(reader.faults)
        webhooks.change(webhook, **facts, **self.how)
        return answered(shown(self.found(number)))

    def destroy(self, request, number: int) -> HttpResponse:
        """End a webhook, with its log."""
        self.refuse_parameters()
        webhooks.remove(self.found(number), **self.how)
        return HttpResponse(status=204)

    def rotate(self, request, number: int) -> HttpResponse:
        """A new secret, in this answer and in no other."""
        self.refuse_parameters()
        webhook = self.found(number)
        reader = self.body("overlap_days")
        days = reader.whole("overlap_days", 1, allowed=webhooks.OVERLAPS)
        if reader.faults:
            raise Unfit(reader.faults)
        overlap = datetime.timedelta(days=days)
        _webhook, secret = webhooks.rotate(webhook, overlap=overlap, **self.how)
        return answered(shown(self.found(number)) | {"secret": secret})

    def switch_off(self, request, number: int) -> HttpResponse:
        """Send nothing for now."""
        return self._do(webhooks.switch_off, number)

    def switch_on(self, request, number: int) -> HttpResponse:
        """Go on where it stopped."""
        return self._do(webhooks.switch_on, number)

    def _do(self, act: Any, number: int) -> HttpResponse:
        self.refuse_parameters()
        webhook = self.found(number)
        reader = self.body()
        if reader.faults:
            raise Unfit(reader.faults)
        act(webhook, **self.how)
        return answered(shown(self.found(number)))

    def test(self, request, number: int) -> HttpResponse:
        """Queue a test message."""
        self.refuse_parameters()
        webhook = self.found(number)
        reader = self.body()
        if reader.faults:
            raise Unfit(reader.faults)
        return answered(shown_delivery(webhooks.test(webhook, **self.how)), 202)

    def replay(self, request, number: int) -> HttpResponse:
        """Send messages again, from one number to another."""
        self.refuse_parameters()
        webhook = self.found(number)
        reader = self.body("first", "last")
        first, last = reader.whole("first"), reader.whole("last")
        if not reader.faults and last < first:
            reader.fault("last", "invalid", "Give a number that is not before “first”.")
        if reader.faults:
            raise Unfit(reader.faults)
        count = webhooks.replay(webhook, first=first, last=last, **self.how)
        return answered({"count": count}, 202)


class Deliveries(OfWebhooks):
    """The log of a webhook."""

    def list(self, request, number: int) -> HttpResponse:
        """What was sent or waits, the newest first."""
        rows = hooks.deliveries_of(self.found(number))
        return self.page(rows, shown_delivery)

    def retrieve(self, request, number: int, delivery: int) -> HttpResponse:
        """One message: what was sent, and what each attempt came to."""
        self.refuse_parameters()
        found = hooks.deliveries_of(self.found(number)).filter(pk=delivery).first()
        if found is None:
            raise exceptions.NotFound("This webhook has no delivery with this number.")
        more = {"payload": found.payload, "attempts": found.attempts}
        return answered(shown_delivery(found) | more)


def typed(reader: bodies.Reader) -> dict[str, str]:
    """The fields that a partner writes."""
    return {"url": reader.text("url", required=True), "description": reader.text("description")}


def shown(webhook: Webhook) -> dict[str, Any]:
    """A webhook as its partner sees it; it has been counted for."""
    is_on = webhook.disabled_at is None
    return {
        "id": webhook.pk,
        "api_url": f"{settings.SITE_URL}{PATH}{webhook.pk}/",
        "url": webhook.url,
        "description": webhook.description or None,
        "state": "on" if is_on else "off",
        "off_since": _moment(webhook.disabled_at),
        "off_why": webhook.disabled_why or None,
        "made_at": in_utc(webhook.made_at),
        "former_secret_until": _moment(webhook.former_until),
        "waiting": webhook.waiting,
        "parked": webhook.parked,
        "next_attempt_at": _moment(webhook.next_at if is_on and webhook.failing else None),
    }


def shown_delivery(delivery: Delivery) -> dict[str, Any]:
    """A message as the log lists it."""
    last = delivery.attempts[-1] if delivery.attempts else {}
    log_of = f"{settings.SITE_URL}{PATH}{delivery.webhook_id}/deliveries/"
    return {
        "id": delivery.pk,
        "api_url": f"{log_of}{delivery.pk}/",
        "webhook_id": delivery.message_id,
        "type": delivery.event,
        "state": delivery.state,
        "made_at": in_utc(delivery.made_at),
        "done_at": _moment(delivery.done_at),
        "tries": delivery.tries,
        "last_status": last.get("status"),
        "last_failure": last.get("failure"),
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return in_utc(at) if at else None
