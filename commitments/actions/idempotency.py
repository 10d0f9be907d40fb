"""Answering a repeated request as the first time (Idempotency-Key): what it asks for is done once."""

import datetime
from collections.abc import Callable

from django.db import transaction

from commitments.actions.errors import Refused
from commitments.models import Partner, RememberedAnswer

KEPT = datetime.timedelta(days=7)


class OtherRequest(Refused):
    """The key came with another request before."""


@transaction.atomic
def once(
    partner: Partner, key: str, digest: str, *, work: Callable[[], str], at: datetime.datetime
) -> str:
    """What ``work`` answers, or what it answered when this key first came, within seven days.

    The row is written first and in the same transaction: of any number at once, one works and the
    others wait for its answer. Where the work is refused, nothing is remembered.
    """
    _forget_old(partner, at)
    kept, made = RememberedAnswer.objects.get_or_create(
        partner=partner, key=key, defaults={"digest": digest, "at": at}
    )
    if made:
        kept.answer = work()
        kept.save(update_fields=["answer"])
    elif kept.digest != digest:
        raise OtherRequest("This Idempotency-Key came with another body before. Use a new one.")
    return kept.answer


def _forget_old(partner: Partner, at: datetime.datetime) -> None:
    old = RememberedAnswer.objects.filter(partner=partner, at__lt=at - KEPT)
    free = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
    RememberedAnswer.objects.filter(pk__in=list(free)).delete()
