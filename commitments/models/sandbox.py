"""SandboxSubmission: what was sent to try the API. It is no part of the record, and no editor meets it."""

from django.db import models

from commitments.choices import ReviewState
from commitments.models.partner import Partner
from commitments.models.revision import Revision
from summits.models.reviewable import one_of
from summits.text import PlainText


class SandboxSubmission(models.Model):
    """What a Submission would be, with its revisions as ``contents``: a kind of record and a content each."""

    is_sandbox = True

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=ReviewState)
    note = PlainText(blank=True)
    comment = models.TextField(blank=True)
    contents = models.JSONField()
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions: list[str] = []
        constraints = [one_of("state", ReviewState)]

    def __str__(self) -> str:
        return f"sandbox {self.pk}"

    @property
    def held(self) -> list[Revision]:
        """The revisions, which are in no table."""
        return [Revision(record_type=kind, content=found) for kind, found in self.contents]
