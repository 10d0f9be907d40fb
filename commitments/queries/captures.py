"""Reads about captures: which file stands at an address, what a source has, what waits for a second person."""

from typing import Any

from django.db.models import Q, QuerySet

from commitments import rules
from commitments.choices import RecordType
from commitments.models import Capture
from commitments.queries import visibility
from commitments.queries.lookup import Tombstone
from summits.models import Source


def public(sha256: str) -> Capture | None:
    """The released capture with this hash, of whichever public source."""
    return Capture.objects.public().filter(sha256=sha256).order_by("pk").first()


def taken_back(sha256: str) -> Tombstone | None:
    """What is said of a released capture whose source was retracted."""
    found = Capture.objects.filter(sha256=sha256, released_at__isnull=False)
    source = Source.objects.retracted().filter(captures__in=found).first()
    if source is None:
        return None
    return Tombstone(RecordType.SOURCE, source.slug, source.retracted_at, source.retraction_reason)


def released_of(source: Source) -> QuerySet[Capture]:
    """What readers of a source's page are offered, the newest first."""
    return Capture.objects.public().filter(source=source)


def seen_by(user: Any) -> QuerySet[Capture]:
    """Captures that an editor may look at: what waits of others is closed to who is limited to some
    parties, as their drafts are."""
    found = Capture.objects.all()
    if visibility.sees_own_only(user):
        return found.filter(Q(added_by=user) | Q(released_at__isnull=False))
    return found


def all_of(source: Source, user: Any) -> QuerySet[Capture]:
    """All of a source that this editor may look at, with who added and released them."""
    return seen_by(user).filter(source=source).select_related("added_by", "released_by")


def waiting_for(user: Any) -> int:
    """How many captures wait for this user's release."""
    if not rules.may_review_captures(user):
        return 0
    return Capture.objects.waiting().exclude(added_by=user).count()
