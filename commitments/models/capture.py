"""Capture: a copy of what a source points at, as it was on one day."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.choices import MediaType
from summits.models import Source
from summits.models.reviewable import one_of, public
from summits.text import PlainChar


class CaptureQuerySet(models.QuerySet):
    """Selections of captures."""

    def public(self) -> "CaptureQuerySet":
        """Captures that a second person has released, of public sources."""
        return self.filter(public("source__"), released_at__isnull=False)

    def waiting(self) -> "CaptureQuerySet":
        """Captures of public sources that nobody has released yet."""
        return self.filter(public("source__"), released_at=None)


class Capture(models.Model):
    """One file under the hash of its content; a later one stands beside it and replaces nothing."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="captures")
    sha256 = models.CharField(
        max_length=64, db_index=True, validators=[RegexValidator(r"\A[0-9a-f]{64}\Z")]
    )
    media_type = models.CharField(max_length=20, choices=MediaType)
    size = models.PositiveIntegerField()
    name = PlainChar(_("name of the file"), max_length=200)
    captured_on = models.DateField(_("captured on"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    four_eyes_waived = models.BooleanField(default=False)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        ordering = ["-captured_on", "-pk"]
        default_permissions = ()
        constraints = [
            one_of("media_type", MediaType),
            models.UniqueConstraint(
                fields=["source", "sha256"],
                name="capture_once_a_source",
                violation_error_message=_("We have this very file of this source already."),
            ),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="capture_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None)
                | Q(four_eyes_waived=True)
                | ~Q(released_by=F("added_by")),
                name="capture_needs_four_eyes",
                violation_error_message=_("Somebody else must release what you added."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("capture", args=[self.sha256])

    @property
    def file_name(self) -> str:
        """A name to save it under, whose extension says what it is."""
        stem = self.name.rpartition(".")[0] or self.name
        return f"{stem}.{MediaType(self.media_type).name.lower()}"

    @property
    def stored_as(self) -> str:
        """Its name in the store."""
        return f"{self.sha256[:2]}/{self.sha256}"
