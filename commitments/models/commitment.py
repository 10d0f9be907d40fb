"""Commitment: one promise, its parts and its themes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.choices import CommitmentKind, KnownFrom, PartyRole
from commitments.models.selection import CommitmentQuerySet
from summits.models import Document, Party, Reviewable, Summit, Theme
from summits.models.document import Membership
from summits.models.reviewable import one_of
from summits.partial_dates import LastDayField, PartialDateField, not_behind_us
from summits.text import PlainChar, PlainText, Slug


class Commitment(Reviewable):
    """One promise. Its status is not stored here: Standing says how it stands on any day."""

    slug = Slug(
        _("slug"), help_text=_("Lead party, year and subject: chn-2010-centre-of-excellence.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CommitmentKind)
    summit = models.ForeignKey(
        Summit, models.PROTECT, verbose_name=_("summit"), related_name="commitments"
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name=_("document"),
        related_name="commitments",
        null=True,
        blank=True,
    )
    implements = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("implements"),
        related_name="implemented_by",
        null=True,
        blank=True,
        help_text=_("The wider commitment that this one carries out."),
    )
    title = PlainChar(_("title"), max_length=300, help_text=_("What is to be done."))
    summary = PlainText(_("summary"), max_length=500, help_text=_("What is known of the promise."))
    promise_known_from = models.CharField(_("known from"), max_length=10, choices=KnownFrom)
    made_on = PartialDateField(_("made on"))
    made_on_last = LastDayField(source="made_on", editable=False, db_index=True)
    target_date = PartialDateField(_("target date"), null=True, blank=True)
    target_date_last = LastDayField(source="target_date", null=True, editable=False)
    target_quantity = models.DecimalField(
        _("target quantity"), max_digits=15, decimal_places=6, null=True, blank=True
    )
    target_unit = PlainChar(_("target unit"), max_length=100, blank=True)
    themes = models.ManyToManyField(
        Theme, through="CommitmentTheme", verbose_name=_("themes"), related_name="commitments"
    )
    done_when = PlainText(
        _("done when"), blank=True, max_length=500, help_text=_("What would count as done.")
    )
    assessable = models.BooleanField(_("assessable"), default=True)
    not_assessable_why = PlainText(
        _("why not assessable"),
        blank=True,
        max_length=500,
        help_text=_("Only for a promise too vague to judge."),
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta(Reviewable.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["slug"]
        indexes = [
            *Reviewable.Meta.indexes,
            models.Index(fields=["title"], name="commitment_by_title"),
            models.Index(
                fields=["target_date_last", "slug"],
                condition=Q(target_date_last__isnull=False),
                name="commitment_by_target",
            ),
            models.Index(
                fields=["made_on_last", "slug"],
                condition=Q(promise_known_from=KnownFrom.REPORTED),
                name="commitment_reported_only",
            ),
        ]
        constraints = [
            *Reviewable.Meta.constraints,
            one_of("kind", CommitmentKind),
            one_of("promise_known_from", KnownFrom),
            models.CheckConstraint(
                condition=Q(target_date_last=None) | Q(target_date_last__gte=F("made_on_last")),
                name="commitment_target_not_before_promise",
                violation_error_message=_("A target date is not before the promise."),
            ),
            models.CheckConstraint(
                condition=Q(target_quantity=None, target_unit="")
                | (Q(target_quantity__isnull=False) & ~Q(target_unit="")),
                name="commitment_target_has_unit",
                violation_error_message=_("A target quantity has a unit, and a unit a quantity."),
            ),
            models.CheckConstraint(
                condition=Q(assessable=True, not_assessable_why="")
                | (Q(assessable=False) & ~Q(not_assessable_why="")),
                name="commitment_not_assessable_with_reason",
                violation_error_message=_(
                    "Say why a promise is not assessable, and only where it is not."
                ),
            ),
            models.CheckConstraint(
                condition=Q(implements=None) | ~Q(implements=F("id")),
                name="commitment_does_not_implement_itself",
                violation_error_message=_("A commitment does not implement itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.slug])

    def clean(self) -> None:
        errors: dict[str, Any] = {**not_behind_us(self, "made_on")}
        if (
            self.made_on_last
            and self.target_date_last
            and self.target_date_last < self.made_on_last
        ):
            errors["target_date"] = _("A target date is not before the promise.")
        if (self.target_quantity is None) == bool(self.target_unit):
            errors["target_unit"] = _("A target quantity has a unit, and a unit a quantity.")
        if self.assessable == bool(self.not_assessable_why):
            errors["not_assessable_why"] = _(
                "Say why a promise is not assessable, and only where it is not."
            )
        if errors:
            raise ValidationError(errors)

    @property
    def public_id(self) -> str:
        return self.slug


class CommitmentTheme(models.Model):
    """One of a commitment's themes, in its place."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="commitment_themes")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="commitment_themes")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "theme"], name="commitment_theme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.theme_id}"


class Part(Membership):
    """One party's part in a commitment: lead, partner or subscriber, from when and until when."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="parts")
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("party"), related_name="parts", db_index=False
    )
    role = models.CharField(_("role"), max_length=20, choices=PartyRole)

    class Meta(Membership.Meta):
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["party__code"]
        # whatever a party leads or has a part in is read from the index alone
        indexes = [models.Index(fields=["party", "commitment", "role"], name="part_of_party")]
        constraints = [
            *Membership.Meta.constraints,
            one_of("role", PartyRole),
            models.UniqueConstraint(
                fields=["commitment", "party"],
                name="part_once_a_party",
                violation_error_message=_("A party has one part in a commitment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.role}"
