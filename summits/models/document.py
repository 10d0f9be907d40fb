"""Document: a communiqué, work plan, action plan or joint statement, and the parties behind it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summits.choices import DocumentKind, DocumentRole
from summits.models.party import Party
from summits.models.reviewable import Reviewable, one_of
from summits.models.summit import Summit
from summits.models.theme import Theme
from summits.partial_dates import LastDayField, PartialDateField, not_behind_us
from summits.text import PlainChar, PlainText, Slug

validate_number = RegexValidator(
    r"\AINFCIRC/[0-9]+\Z", _("Write the number of the IAEA circular as INFCIRC/869.")
)


class Document(Reviewable):
    """A text adopted at or around a summit; a national statement is a Source instead."""

    slug = Slug(_("slug"))
    summit = models.ForeignKey(
        Summit, models.PROTECT, verbose_name=_("summit"), related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    title = PlainChar(_("title"), max_length=300)
    number = PlainChar(_("IAEA circular"), max_length=30, blank=True, validators=[validate_number])
    adopted_on = PartialDateField(_("adopted on"))
    adopted_on_last = LastDayField(source="adopted_on", editable=False)
    themes = models.ManyToManyField(Theme, through="DocumentTheme", related_name="documents")
    summary = PlainText(_("summary"), max_length=500)

    class Meta(Reviewable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["slug"]
        constraints = [*Reviewable.Meta.constraints, one_of("kind", DocumentKind)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])

    def clean(self) -> None:
        if errors := not_behind_us(self, "adopted_on"):
            raise ValidationError(errors)

    @property
    def public_id(self) -> str:
        return self.slug


class DocumentTheme(models.Model):
    """One of a document's themes, in its place."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="document_themes")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="document_themes")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "theme"], name="document_theme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.theme_id}"


class Membership(models.Model):
    """One party's place behind a document or a commitment, with its dates of joining and leaving."""

    joined_on = PartialDateField(
        _("joined on"), null=True, blank=True, help_text=_("Empty: from the start.")
    )
    joined_on_last = LastDayField(source="joined_on", null=True, editable=False)
    left_on = PartialDateField(_("left on"), null=True, blank=True)
    left_on_last = LastDayField(source="left_on", null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(joined_on_last=None)
                | Q(left_on_last=None)
                | Q(left_on_last__gte=F("joined_on_last")),
                name="%(class)s_leaves_after_joining",
                violation_error_message=_("A party does not leave before it joined."),
            ),
        ]

    def clean(self) -> None:
        errors: dict[str, Any] = {**not_behind_us(self, "joined_on", "left_on")}
        if self.joined_on_last and self.left_on_last and self.left_on_last < self.joined_on_last:
            errors["left_on"] = _("A party does not leave before it joined.")
        if errors:
            raise ValidationError(errors)


class DocumentParty(Membership):
    """A party that leads a document or subscribes to it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="document_parties")
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("party"), related_name="document_parties"
    )
    role = models.CharField(_("role"), max_length=20, choices=DocumentRole)

    class Meta(Membership.Meta):
        verbose_name = _("lead or subscriber")
        verbose_name_plural = _("leads and subscribers")
        ordering = ["party__code"]
        constraints = [
            *Membership.Meta.constraints,
            one_of("role", DocumentRole),
            models.UniqueConstraint(
                fields=["document", "party"],
                name="document_party_once",
                violation_error_message=_("A party stands behind a document once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.role}"
