"""Standing: how a commitment, or one party's part in it, stood from one day until another."""

from django.db import models
from django.db.models import Q

from commitments.choices import Basis, Status, StatusFrom
from commitments.models.commitment import Commitment
from summits.models import Party
from summits.models.reviewable import one_of


class Standing(models.Model):
    """One span of days with one standing, from ``since`` up to but without ``until`` (null: for ever).

    Derived by commitments.status from reports and parts whenever either changes, so that a status
    today or on any past day is one indexed look-up; ``manage.py check_standings`` compares the two.
    ``party`` is null for the whole. ``status_since`` is a partial date as written.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="standings")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="standings")
    since = models.DateField()
    until = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=Status)
    status_from = models.CharField(max_length=10, choices=StatusFrom, blank=True)
    status_since = models.CharField(max_length=10, blank=True)
    basis = models.CharField(max_length=30, choices=Basis, blank=True)
    assessments_differ = models.BooleanField(default=False)
    report_count = models.PositiveIntegerField(default=0)
    latest_report_on = models.CharField(max_length=10, blank=True)
    latest_report_on_last = models.DateField(null=True)
    parts_reporting = models.PositiveIntegerField(default=0)
    parts_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("status", Status),
            models.UniqueConstraint(
                fields=["commitment", "since"], condition=Q(party=None), name="standing_whole_once"
            ),
            models.UniqueConstraint(
                fields=["commitment", "party", "since"],
                condition=Q(party__isnull=False),
                name="standing_part_once",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "status", "until"], name="standing_lookup"),
            models.Index(
                fields=["status", "commitment"],
                condition=Q(party=None),
                name="standing_whole_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.status} from {self.since}"
