"""Party: a country or an organisation that can promise."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summits.choices import PartyKind
from summits.languages import named
from summits.models.reviewable import Reviewable, one_of
from summits.text import PlainChar, Slug

validate_code = RegexValidator(
    r"\A[A-Z]{2,8}\Z",
    _("Use the ISO 3166 alpha-3 code or an organisation's short name: CHN, IAEA."),
)
validate_iso2 = RegexValidator(r"\A[A-Z]{2}\Z", _("Use the ISO 3166 alpha-2 code: CN."))


class Party(Reviewable):
    """A country (ISO 3166 alpha-3 code) or an organisation (IAEA, UN, EU, INTERPOL)."""

    code = PlainChar(_("code"), max_length=8, unique=True, validators=[validate_code])
    kind = models.CharField(_("kind"), max_length=20, choices=PartyKind)
    name = PlainChar(_("name"), max_length=200)
    official_name = PlainChar(_("official name"), max_length=300)
    iso2 = models.CharField(
        _("ISO alpha-2 code"), max_length=2, blank=True, validators=[validate_iso2]
    )
    region = PlainChar(
        _("region"), max_length=100, blank=True, help_text=_("United Nations geoscheme (M49).")
    )
    slug = Slug(_("slug"))

    class Meta(Reviewable.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["code"]
        constraints = [
            *Reviewable.Meta.constraints,
            one_of("kind", PartyKind),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.COUNTRY) | Q(iso2="", region=""),
                name="party_only_country_has_iso2_and_region",
                violation_error_message=_("Only a country has an alpha-2 code and a region."),
            ),
        ]

    def __str__(self) -> str:
        return named("party", self.name)

    def get_absolute_url(self) -> str:
        return reverse("country" if self.is_country else "organization", args=[self.slug])

    def clean(self) -> None:
        if not self.is_country and (self.iso2 or self.region):
            raise ValidationError(_("Only a country has an alpha-2 code and a region."))

    @property
    def public_id(self) -> str:
        return self.code

    @property
    def is_country(self) -> bool:
        return self.kind == PartyKind.COUNTRY
