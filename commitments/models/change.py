"""Change, FeedHead and FormerSlug: what became public, in order, and the addresses that moved."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import ChangeAction, ChangeReason, RecordType
from summits.models.reviewable import one_of
from summits.text import PlainText


def new_epoch() -> str:
    """A name for the time from one restored database to the next."""
    return secrets.token_hex(4)


class FeedHead(models.Model):
    """One row: the number of the last Change. Raising it is the last step of a publishing transaction,
    so numbers are committed in their own order and without gaps (rule R10).

    ``asides`` counts what readers are shown beside the record and no Change tells of: dead links.
    ``epoch`` is part of every cursor; it changes when the database is restored from a copy.
    """

    seq = models.BigIntegerField(default=0)
    epoch = models.CharField(max_length=8, default=new_epoch)
    asides = models.BigIntegerField(default=0)
    aside_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="feed_head_one_row")]

    def __str__(self) -> str:
        return str(self.seq)


class Change(models.Model):
    """One public event. Never altered, never deleted."""

    seq = models.BigIntegerField(primary_key=True)
    action = models.CharField(_("action"), max_length=20, choices=ChangeAction)
    reason = models.CharField(_("reason"), max_length=20, choices=ChangeReason, blank=True)
    note = PlainText(_("note"), blank=True)
    record_type = models.CharField(_("kind of record"), max_length=20, choices=RecordType)
    record_key = models.CharField(max_length=36)
    record_id = models.CharField(_("public identifier"), max_length=110)
    commitment_id = models.CharField(_("commitment"), max_length=100, blank=True)
    version = models.PositiveIntegerField(_("version"))
    fields = models.JSONField(_("fields"), default=list)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-seq"]
        constraints = [one_of("action", ChangeAction), one_of("record_type", RecordType)]
        indexes = [
            models.Index(fields=["record_type", "record_key"], name="change_record"),
            models.Index(
                fields=["-seq"],
                condition=models.Q(reason=ChangeReason.CORRECTION),
                name="change_corrections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.record_id}"


class FormerSlug(models.Model):
    """A slug that a record had before it was renamed; it answers 301 for ever."""

    record_type = models.CharField(max_length=20, choices=RecordType)
    slug = models.CharField(max_length=110)
    record_key = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_type", "slug"], name="former_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class LoadedPackage(models.Model):
    """The data package last loaded: its name, version and descriptor, kept to be written back as it was."""

    name = models.CharField(max_length=200, unique=True)
    version = models.CharField(max_length=100)
    descriptor = models.TextField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"package {self.name} {self.version}"
