"""Webhooks for tests: made by their partner, fed with changes, served by a worker in the same thread."""

import threading

from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from commitments.actions import changes, webhooks
from commitments.choices import ChangeAction
from commitments.models import Delivery
from commitments.queries import log
from commitments.webhooks.worker import Terms, serve
from tests import factories as make

QUICK = Terms(seconds=2)


def hook_of(partner, url, **facts):
    """A webhook and its secret: ``hook, secret = hook_of(partner, receiver.url())``."""
    known = {"url": url, "description": "", "position": log.head()[1], "at": timezone.now()}
    return webhooks.make(partner, **known | facts, by=partner)


def publish(count, **facts):
    """So many changes, each of a theme of its own."""
    told = [changes.Event(ChangeAction.PUBLISHED, make.ThemeFactory(**facts)) for _ in range(count)]
    with transaction.atomic():
        changes.record_changes(told, at=timezone.now())


def served(hook, terms=QUICK):
    """Do what is to be done for a webhook now; how many attempts that took."""
    return serve(hook.pk, terms, threading.Event())


def verified(secret, visit):
    """What a receiver reads from a request that it has checked."""
    return Verifier(secret).verify(visit["body"], visit["headers"])


def numbers(visits):
    """The numbers of the changes in requests, in the order in which they came."""
    return [int(visit["headers"]["webhook-id"].rpartition("_")[2]) for visit in visits]


def states(hook):
    """The state of each message, in the order of the feed."""
    return list(
        Delivery.objects.filter(webhook=hook).order_by("seq").values_list("state", flat=True)
    )
