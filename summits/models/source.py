"""Source: a publication that supports records."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summits.addresses import normalized, validate_address
from summits.choices import SourceKind
from summits.models.reviewable import Reviewable, one_of, standing
from summits.partial_dates import LastDayField, PartialDateField
from summits.text import PlainChar, PlainText, Slug, validate_plain_text

BESIDE = re.compile(r"\s;|;\s")  # where names are joined
validate_language = RegexValidator(r"\A[a-z]{2}\Z", _("Use the ISO 639-1 code: en, fr, zh."))


class Source(Reviewable):
    """A publication we can point at. ``authors`` holds the names in order, separated by semicolons."""

    slug = Slug(_("slug"), max_length=80)
    title = PlainChar(_("title"), max_length=300)
    publisher = PlainChar(_("publisher"), max_length=300)
    authors = PlainText(_("authors"), blank=True, help_text=_("In order, separated by semicolons."))
    published_on = PartialDateField(_("published on"), null=True, blank=True)
    published_on_last = LastDayField(source="published_on", null=True, editable=False)
    url = PlainChar(
        _("address"),
        max_length=1000,
        blank=True,
        validators=[validate_address],
        help_text=_("Where it was read, with https://."),
    )
    url_key = PlainChar(max_length=1000, null=True, editable=False)
    archived_url = PlainChar(
        _("archived copy"), max_length=1000, blank=True, validators=[validate_address]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    language = models.CharField(
        _("language"),
        max_length=2,
        default="en",
        validators=[validate_language],
        help_text=_("ISO 639-1 code: en, fr, zh."),
    )

    class Meta(Reviewable.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]
        indexes = [
            *Reviewable.Meta.indexes,
            models.Index(fields=["title"], name="source_by_title"),
            models.Index(fields=["language"], name="source_by_language"),
        ]
        constraints = [
            *Reviewable.Meta.constraints,
            one_of("kind", SourceKind),
            models.UniqueConstraint(
                fields=["url_key"],
                condition=standing(),
                name="source_address_once",
                violation_error_message=_("A source with this address exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    def clean(self) -> None:
        if wrong := self.wrong_authors():
            raise ValidationError({"authors": wrong})
        self.url_key = self.address_key()

    def wrong_authors(self) -> Any:
        """What the column as a whole does not show: a name that is empty, blanks beside a semicolon,
        a later name that starts like a formula."""
        if not all(name.strip() for name in self.author_names):
            return _("Separate authors by one semicolon each, none at the end.")
        if BESIDE.search(self.authors):
            return _("Write no blanks before and after the semicolons.")
        try:
            for name in self.author_names[1:]:
                validate_plain_text(name)
        except ValidationError as error:
            return error
        return None

    def save(self, *args, **kwargs) -> None:
        self.url_key = self.address_key()
        super().save(*args, **kwargs)

    def address_key(self) -> str | None:
        """The normalised address that R13 compares; None without a readable address."""
        try:
            return normalized(self.url) if self.url else None
        except ValueError:
            return None

    @property
    def public_id(self) -> str:
        return self.slug

    @property
    def author_names(self) -> list[str]:
        return self.authors.split(";") if self.authors else []
