"""Link: what checking a source's address has come to; no content of the source, and kept by no package."""

from django.db import models
from django.db.models import F, Q

from commitments.choices import LinkState
from summits.models import Source
from summits.models.reviewable import one_of, public


class LinkQuerySet(models.QuerySet):
    """Selections of links."""

    def current(self) -> "LinkQuerySet":
        """Links of public sources that still have the address that was checked."""
        return self.filter(public("source__"), url=F("source__url"))

    def gone(self) -> "LinkQuerySet":
        """Those that no longer answer."""
        return self.current().filter(state=LinkState.GONE)


class Link(models.Model):
    """One source's address as it was checked. A state counts only while the source has this ``url``.

    ``failed_days`` are the days in a row on which it did not answer, ``failure`` the last reason.
    ``moved_to`` is where permanent redirects lead, ``shown_at`` when readers were last told that
    it is gone, or that it is back. Who checks it holds it until ``claimed_until``.
    """

    source = models.OneToOneField(Source, models.CASCADE, primary_key=True, related_name="link")
    url = models.CharField(max_length=1000)
    state = models.CharField(max_length=20, choices=LinkState, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=20, blank=True)
    failed_days = models.PositiveSmallIntegerField(default=0)
    moved_to = models.CharField(max_length=1000, blank=True)
    checked_at = models.DateTimeField(null=True)
    last_alive_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["shown_at"], condition=Q(state=LinkState.GONE), name="link_gone")
        ]
        constraints = [
            one_of("state", LinkState, blank=True),
            models.CheckConstraint(
                condition=Q(state="", checked_at=None)
                | (~Q(state="") & Q(checked_at__isnull=False)),
                name="link_state_from_a_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} {self.state}"

    @property
    def is_current(self) -> bool:
        """Whether the source still has the address that was checked."""
        return self.url == self.source.url

    @property
    def is_gone(self) -> bool:
        """Whether readers are told that the original no longer answers."""
        return self.state == LinkState.GONE and self.is_current

    @property
    def correction(self) -> str:
        """The address that a permanent redirect offers; "" where there is none."""
        return self.moved_to if self.state == LinkState.MOVED and self.is_current else ""
