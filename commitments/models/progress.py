"""ProgressReport and Check: what was reported on a day, and that somebody looked and found nothing new."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.choices import REPORTABLE_CHOICES, Basis
from commitments.models.commitment import Commitment
from summits.models import Party, Reviewable
from summits.models.reviewable import one_of
from summits.partial_dates import LastDayField, PartialDateField, not_behind_us, today
from summits.text import PlainChar, PlainText


class ProgressReport(Reviewable):
    """A dated statement of how a commitment, or one party's part in it, stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("commitment"), related_name="reports"
    )
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("about the part of"),
        related_name="reports_about",
        null=True,
        blank=True,
        help_text=_("Empty: about the commitment as a whole."),
    )
    date = PartialDateField(_("date"), help_text=_("Day of the state reported, as exact as known."))
    date_last = LastDayField(source="date", editable=False, db_index=True)
    status = models.CharField(_("status"), max_length=20, choices=REPORTABLE_CHOICES)
    basis = models.CharField(_("basis"), max_length=30, choices=Basis)
    summary = PlainText(_("summary"), max_length=500, help_text=_("What was reported."))
    measure_quantity = models.DecimalField(
        _("measure"), max_digits=15, decimal_places=6, null=True, blank=True
    )
    measure_unit = PlainChar(_("unit"), max_length=100, blank=True)
    reported_by_party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("reported by (party)"),
        related_name="reports_made",
        null=True,
        blank=True,
    )
    reported_by_name = PlainChar(
        _("reported by (other)"),
        max_length=200,
        blank=True,
        help_text=_("Name of a reporter who is not a party."),
    )

    class Meta(Reviewable.Meta):
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-date_last", "-id"]
        constraints = [
            *Reviewable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _label in REPORTABLE_CHOICES]),
                name="report_status_is_known",
                violation_error_message=_("A report states one of the listed statuses."),
            ),
            one_of("basis", Basis),
            models.CheckConstraint(
                condition=Q(reported_by_party__isnull=False, reported_by_name="")
                | (Q(reported_by_party=None) & ~Q(reported_by_name="")),
                name="report_by_party_or_name",
                violation_error_message=_("A reporter is a party or a name, never both."),
            ),
            models.CheckConstraint(
                condition=Q(measure_quantity=None, measure_unit="")
                | (Q(measure_quantity__isnull=False) & ~Q(measure_unit="")),
                name="report_measure_has_unit",
                violation_error_message=_("A measure has a quantity and a unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.commitment.get_absolute_url()}#report-{self.pk}"

    def clean(self) -> None:
        errors: dict[str, Any] = {**not_behind_us(self, "date")}
        if bool(self.reported_by_party_id) == bool(self.reported_by_name):
            errors["reported_by_name"] = _("A reporter is a party or a name, never both.")
        if (self.measure_quantity is None) == bool(self.measure_unit):
            errors["measure_unit"] = _("A measure has a quantity and a unit.")
        if errors:
            raise ValidationError(errors)

    @property
    def public_id(self) -> str:
        return str(self.id)


class Check(models.Model):
    """Somebody looked on a day and found nothing new. Freshness, never progress."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="checks")
    date = models.DateField(_("date"))
    where = PlainText(_("where"), max_length=500, help_text=_("Where they looked."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(editable=False, db_index=True)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "date", "where"],
                name="check_once_a_day_and_place",
                violation_error_message=_("This check is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.where}"

    def clean(self) -> None:
        if self.date and self.date > today():
            raise ValidationError({"date": _("A check has been made, so its day has passed.")})
