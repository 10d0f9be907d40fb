"""ErrorReport: what a reader says is wrong with a public commitment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from summits.text import PlainChar, PlainText


class ErrorReport(models.Model):
    """One reader's report, open until an editor has said in ``note`` what came of it.

    ``sender`` is a keyed digest of the address it came from, kept for a day to count by.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="error_reports", verbose_name=_("commitment")
    )
    version = models.PositiveIntegerField(_("version read"))
    text = PlainText(_("what is wrong"), max_length=2000)
    contact = PlainChar(_("how to reach the reader"), max_length=200, blank=True)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField(_("at"), db_index=True)
    note = PlainText(_("what came of it"), max_length=500, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )

    class Meta:
        verbose_name = _("error reported by a reader")
        verbose_name_plural = _("errors reported by readers")
        ordering = ["-at", "-id"]
        default_permissions: list[str] = []
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, note="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(note="")),
                name="error_report_done_with_note",
                violation_error_message=_("Say what came of it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.at:%Y-%m-%d}"
