"""Summit and Participation: the meetings, who came and who led each delegation."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summits.choices import HeadLevel
from summits.languages import named
from summits.models.party import Party
from summits.models.reviewable import Reviewable, one_of
from summits.text import PlainChar, PlainText, Slug


class Summit(Reviewable):
    """One of the meetings."""

    slug = Slug(_("slug"))
    name = PlainChar(_("name"), max_length=200)
    edition = models.PositiveSmallIntegerField(_("edition"), unique=True)
    host = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("host"), related_name="hosted_summits"
    )
    city = PlainChar(_("city"), max_length=100)
    venue = PlainChar(_("venue"), max_length=200, blank=True)
    start_on = models.DateField(_("first day"))
    end_on = models.DateField(_("last day"))
    summary = PlainText(_("summary"), max_length=500)

    class Meta(Reviewable.Meta):
        verbose_name = _("summit")
        verbose_name_plural = _("summits")
        ordering = ["slug"]
        constraints = [
            *Reviewable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on")),
                name="summit_ends_after_it_starts",
                violation_error_message=_("The last day of a summit is not before its first."),
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1),
                name="summit_edition_from_one",
                violation_error_message=_("Summits are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return named("summit", self.name)

    def get_absolute_url(self) -> str:
        return reverse("summit", args=[self.slug])

    def clean(self) -> None:
        if self.start_on and self.end_on and self.end_on < self.start_on:
            raise ValidationError(
                {"end_on": _("The last day of a summit is not before its first.")}
            )

    @property
    def public_id(self) -> str:
        return self.slug


class Participation(Reviewable):
    """One party at one summit: attended or not, and who led its delegation."""

    summit = models.ForeignKey(
        Summit, models.PROTECT, verbose_name=_("summit"), related_name="participations"
    )
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("party"), related_name="participations"
    )
    attended = models.BooleanField(_("attended"), default=True)
    head_name = PlainChar(_("head of delegation"), max_length=200, blank=True)
    head_title = PlainChar(_("office"), max_length=200, blank=True)
    head_level = models.CharField(_("level"), max_length=20, choices=HeadLevel, blank=True)
    note = PlainText(_("note"), max_length=500, blank=True)

    class Meta(Reviewable.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["summit__slug", "party__code"]
        constraints = [
            *Reviewable.Meta.constraints,
            one_of("head_level", HeadLevel, blank=True),
            models.UniqueConstraint(
                fields=["summit", "party"],
                name="participation_once_a_summit",
                violation_error_message=_("This party's participation is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.summit}"

    def get_absolute_url(self) -> str:
        return f"{self.summit.get_absolute_url()}#{self.party.code}"

    @property
    def public_id(self) -> str:
        """``<summit>~<party>``, as used in addresses."""
        return f"{self.summit.slug}~{self.party.code}"
