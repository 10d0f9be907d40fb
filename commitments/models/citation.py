"""Citation: a source that supports one record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.progress import ProgressReport
from summits.models import Document, Participation, Source, Summit
from summits.models.reviewable import public
from summits.text import PlainText

CITED = ["commitment", "progress_report", "participation", "document", "summit"]


class CitationQuerySet(models.QuerySet):
    """Selections of citations."""

    def public(self) -> "CitationQuerySet":
        """Citations whose source and whose record are both public."""
        record_is_public = Q()
        for name in CITED:
            record_is_public |= public(f"{name}__") & Q(**{f"{name}__isnull": False})
        # a report is public only together with its commitment: retracting one retracts the other
        return self.filter(record_is_public, public("source__"))

    def of_public_sources(self) -> "CitationQuerySet":
        """Citations whose source is public; for prefetching on records that passed the gate."""
        return self.filter(public("source__"))


class Citation(models.Model):
    """A source for exactly one record, with the place in the source."""

    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source"), related_name="citations"
    )
    commitment = models.ForeignKey(
        Commitment, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    progress_report = models.ForeignKey(
        ProgressReport, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    document = models.ForeignKey(
        Document, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    summit = models.ForeignKey(
        Summit, models.CASCADE, null=True, blank=True, related_name="citations"
    )
    locator = PlainText(
        _("locator"), blank=True, max_length=300, help_text=_("Page, paragraph or heading.")
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["source__slug"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(
                        commitment__isnull=False,
                        progress_report=None,
                        participation=None,
                        document=None,
                        summit=None,
                    )
                    | Q(
                        commitment=None,
                        progress_report__isnull=False,
                        participation=None,
                        document=None,
                        summit=None,
                    )
                    | Q(
                        commitment=None,
                        progress_report=None,
                        participation__isnull=False,
                        document=None,
                        summit=None,
                    )
                    | Q(
                        commitment=None,
                        progress_report=None,
                        participation=None,
                        document__isnull=False,
                        summit=None,
                    )
                    | Q(
                        commitment=None,
                        progress_report=None,
                        participation=None,
                        document=None,
                        summit__isnull=False,
                    )
                ),
                name="citation_of_one_record",
                violation_error_message=_("A citation supports exactly one record."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["source", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"citation_once_a_{name}",
                    violation_error_message=_("This source is already cited here."),
                )
                for name in CITED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.locator}"

    @property
    def record_type(self) -> str:
        return next(name for name in CITED if getattr(self, f"{name}_id"))

    @property
    def record(self):
        return getattr(self, self.record_type)
