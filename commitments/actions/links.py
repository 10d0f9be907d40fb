"""Keeping what checks of links come to: whose turn it is, who has it in hand, and what follows from it."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from commitments.actions import changes
from commitments.choices import LinkState
from commitments.models import Link
from summits.addresses import normalized
from summits.models import Source

GONE_AFTER = 3  # days in a row without an answer
AGAIN = {LinkState.UNREACHABLE: datetime.timedelta(days=1)}
LATER = datetime.timedelta(days=30)
IN_HAND = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Outcome:
    """What one check came to: alive, refused or unreachable, and where it has moved."""

    state: LinkState
    http_status: int | None = None
    failure: str = ""
    moved_to: str = ""


def register(*, at: datetime.datetime) -> None:
    """See that every public source with an address has its link; a new address begins anew, due at once."""
    public = Source.objects.published().exclude(url_key=None)
    for link in Link.objects.exclude(url=F("source__url")).filter(source__in=public):
        Link.objects.filter(pk=link.pk).delete()
    new = public.filter(link=None).values_list("pk", "url")
    links = [Link(source_id=pk, url=url, next_check_at=at) for pk, url in new]
    Link.objects.bulk_create(links, batch_size=500, ignore_conflicts=True)


def claim(link: Link, *, at: datetime.datetime) -> bool:
    """Take a link in hand; False where somebody else has it, or has checked it since it was read."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    same = Link.objects.filter(free, pk=link.pk, url=link.url, checked_at=link.checked_at)
    return bool(same.update(claimed_until=at + IN_HAND))


def let_go(link: Link) -> None:
    """Lay a link back unchecked."""
    Link.objects.filter(pk=link.pk).update(claimed_until=None)


@transaction.atomic
def record_outcome(link: Link, outcome: Outcome, *, at: datetime.datetime) -> LinkState | None:
    """Keep what a check came to, and tell readers where the link is gone or back; the state it has now.

    None where the source has another address meanwhile: the check says nothing of that one.
    """
    found = Link.objects.select_for_update(of=("self",)).select_related("source")
    now = found.filter(pk=link.pk, url=link.url).first()
    if now is None or not now.is_current:
        return None
    was_gone = now.is_gone
    if outcome.state == LinkState.UNREACHABLE:
        _failed(now, at)
    else:
        _answered(now, outcome, at)
    now.http_status, now.failure = outcome.http_status, outcome.failure
    now.checked_at, now.claimed_until = at, None
    now.next_check_at = at + AGAIN.get(LinkState(now.state), LATER)
    if now.is_gone != was_gone:
        now.shown_at = at
        changes.record_aside(at=at)
    now.save()
    return LinkState(now.state)


def _failed(link: Link, at: datetime.datetime) -> None:
    """One more day without an answer, however often it is asked on that day."""
    same_day = link.checked_at is not None and link.checked_at.date() == at.date()
    if not (same_day and link.failed_days):
        link.failed_days += 1
    is_gone = link.failed_days >= GONE_AFTER
    link.state = LinkState.GONE if is_gone else LinkState.UNREACHABLE


def _answered(link: Link, outcome: Outcome, at: datetime.datetime) -> None:
    link.failed_days = 0
    link.state = outcome.state
    if outcome.state == LinkState.REFUSED:
        return
    link.last_alive_at = at
    link.moved_to = _correction(link, outcome.moved_to)
    if link.moved_to:
        link.state = LinkState.MOVED


def _correction(link: Link, moved_to: str) -> str:
    """Where it has moved, if that can be a source's address and is another one (rule R13)."""
    try:
        Source._meta.get_field("url").clean(moved_to, link.source)
        return "" if normalized(moved_to) == normalized(link.url) else moved_to
    except (ValidationError, ValueError):
        return ""
