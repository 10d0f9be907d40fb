"""A worker: looks for webhooks with something to be done and serves several at a time, each by one thread."""

import datetime
import logging
import secrets
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.db import DatabaseError, connections
from django.utils import timezone

from commitments import mails
from commitments.actions import deliveries
from commitments.webhooks.sending import send

STINT = 30  # seconds after which a webhook makes room for others
FORGETTING = 3600
AWAY, REST = 5, 60
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Terms:
    """How a worker works: seconds for an answer, webhooks at once, seconds between two looks."""

    seconds: float = 10
    at_once: int = 8
    every: float = 0.5

    def lease_from(self, at: datetime.datetime) -> datetime.datetime:
        """Much longer than one attempt takes, so that nobody takes over while it is under way."""
        return at + datetime.timedelta(seconds=3 * self.seconds)


class Worker:
    """Looks again and again, and hands each webhook that is due to a thread of its own."""

    def __init__(self, terms: Terms, stop: threading.Event) -> None:
        self.terms, self.stop = terms, stop
        self.busy: dict[int, Future[int]] = {}
        self.resting: dict[int, float] = {}
        self.forget_at = 0.0

    def run(self) -> None:
        """Deliver until told to stop; what is under way then is finished first."""
        with ThreadPoolExecutor(self.terms.at_once) as pool:
            while not self.stop.is_set():
                try:
                    self.look(pool)
                except DatabaseError as error:
                    log.error("looking again in a while, since the database is away: %s", error)
                    self.stop.wait(AWAY)
                self.stop.wait(self.terms.every)
                connections.close_all()

    def look(self, pool: ThreadPoolExecutor) -> None:
        """Begin to serve as many webhooks as there are threads free."""
        now = time.monotonic()
        if now >= self.forget_at:
            deliveries.forget(timezone.now())
            self.forget_at = now + FORGETTING
        self.collect()
        free = self.terms.at_once - len(self.busy)
        but = {*self.busy, *(pk for pk, until in self.resting.items() if until > now)}
        if free:
            for pk in deliveries.due(timezone.now(), limit=free, but=but):
                self.busy[pk] = pool.submit(serve_aside, pk, self.terms, self.stop)

    def collect(self) -> None:
        """Let go of what is done. A defect met with one webhook is logged, and keeps no other waiting."""
        for pk, future in list(self.busy.items()):
            if future.done():
                del self.busy[pk]
                error = future.exception()
                if error is not None:
                    log.error("webhook %s could not be served", pk, exc_info=error)
                    self.resting[pk] = time.monotonic() + REST


def serve_aside(pk: int, terms: Terms, stop: threading.Event) -> int:
    """Serve in a thread, which leaves no connection behind."""
    try:
        return serve(pk, terms, stop)
    finally:
        connections.close_all()


def serve(pk: int, terms: Terms, stop: threading.Event) -> int:
    """Send what waits for one webhook, in order, while we hold it; how many attempts that took."""
    lease, at = secrets.token_hex(16), timezone.now()
    if not deliveries.claim(pk, lease, at=at, until=terms.lease_from(at)):
        return 0
    until, sent = time.monotonic() + STINT, 0
    try:
        tell(pk)
        while not stop.is_set() and time.monotonic() < until:
            began, at = time.monotonic(), timezone.now()
            delivery = deliveries.take(pk, lease, at=at, until=terms.lease_from(at))
            if delivery is None or time.monotonic() - began > terms.seconds:
                break
            deliveries.note(
                delivery, lease, send(delivery, seconds=terms.seconds), at=timezone.now()
            )
            sent += 1
    finally:
        deliveries.release(pk, lease)
    return sent


def tell(pk: int) -> None:
    """Mail the partner that a webhook was switched off, once."""
    webhook = deliveries.to_tell(pk)
    if webhook is None:
        return
    mail = mails.written_to(webhook.partner.contact, "webhook_off", webhook=webhook)
    deliveries.told(webhook, went=mails.sent(mail), at=timezone.now())
