"""Submission and Revision: proposed states of records on their way from draft to published."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.choices import ChangeReason, RecordType, ReviewState
from commitments.models.partner import Partner
from summits.models.reviewable import Reviewable, one_of
from summits.text import PlainText

OPEN_STATES = [ReviewState.DRAFT, ReviewState.SENT_BACK]


class Submission(models.Model):
    """Revisions that belong together; the state of review is theirs in common.

    ``partner`` is the organisation that sent it, where no person is the author.
    ``origin`` names a load ("package nss-commitments 2026.1") where no person is the author, and the
    act ("retraction") where a managing editor, its author, acts without a second person.
    ``edits`` counts the saves, so that a reviewer publishes just what she saw.
    """

    is_sandbox = False

    state = models.CharField(
        _("state"), max_length=20, choices=ReviewState, default=ReviewState.DRAFT, db_index=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="submissions",
        verbose_name=_("author"),
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        related_name="submissions",
        verbose_name=_("partner"),
    )
    origin = PlainText(_("origin"), blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=ChangeReason, blank=True)
    note = PlainText(_("note to the reviewer"), blank=True)
    comment = PlainText(_("reviewer's comment"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    four_eyes_waived = models.BooleanField(_("published without a second person"), default=False)
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"))
    edited_at = models.DateTimeField(_("edited at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-edited_at", "-id"]
        indexes = [models.Index(fields=["-edited_at", "-id"], name="submission_by_edit")]
        permissions = [
            ("review_submission", _("Can publish and send back others' submissions")),
            ("retract_record", _("Can retract and merge records")),
        ]
        constraints = [
            one_of("state", ReviewState),
            models.CheckConstraint(
                condition=Q(author__isnull=False, partner=None)
                | Q(author=None, partner__isnull=False, origin="")
                | Q(~Q(origin=""), author=None, partner=None),
                name="submission_has_author_or_origin",
                violation_error_message=_("A submission has an author, a partner or an origin."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.PUBLISHED)
                | ~Q(origin="")
                | Q(four_eyes_waived=True)
                | (Q(reviewer__isnull=False) & ~Q(reviewer=F("author"))),
                name="submission_needs_four_eyes",
                violation_error_message=_("Somebody else must publish what you submitted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} #{self.pk}"

    @property
    def sender(self):
        """Whose it is: an author, a partner, or a load by its name."""
        return self.author or self.partner or self.origin

    @property
    def held(self) -> "list[Revision]":
        """The revisions in it."""
        return list(self.revisions.all())

    @property
    def is_open(self) -> bool:
        """Whether its author may still change it."""
        return self.state in OPEN_STATES


class Revision(models.Model):
    """One proposed state of one record. ``version`` is set when it becomes public.

    ``content`` holds the record's columns and its lists, as commitments.columns names them.
    ``record_key`` is the primary key as text, since a report's is a UUID.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="revisions")
    record_type = models.CharField(_("kind of record"), max_length=20, choices=RecordType)
    record_key = models.CharField(max_length=36)
    base_version = models.PositiveIntegerField(_("based on version"))
    version = models.PositiveIntegerField(_("published as version"), null=True)
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["id"]
        constraints = [
            one_of("record_type", RecordType),
            models.UniqueConstraint(
                fields=["record_type", "record_key", "version"],
                condition=Q(version__isnull=False),
                name="revision_one_a_version",
                violation_error_message=_("This version is already published."),
            ),
            models.UniqueConstraint(
                fields=["submission", "record_type", "record_key"],
                name="revision_once_a_submission",
                violation_error_message=_("A submission holds one revision of a record."),
            ),
        ]
        indexes = [models.Index(fields=["record_type", "record_key"], name="revision_record")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_key}"

    @property
    def is_new_source(self) -> bool:
        """Whether it is of a source that has never been public."""
        return self.record_type == RecordType.SOURCE and self.base_version == 0

    def brings_back(self, record: Reviewable) -> bool:
        """Whether this draft makes its record, retracted or merged, public again.

        Whatever was begun before that has an older base: each such act raises the record's version.
        """
        is_lost = record.version > 0 and not record.is_public
        return is_lost and self.version is None and self.base_version == record.version
