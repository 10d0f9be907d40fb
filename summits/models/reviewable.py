"""What every record shares: a version, dates of publication, retraction, and the gate to the public."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from summits.text import PlainText


def standing(path: str = "") -> Q:
    """Neither retracted nor merged, drafts too. ``path`` leads to the record: ``"source__"``."""
    return Q(**{f"{path}retracted_at": None, f"{path}merged_into": None})


def public(path: str = "") -> Q:
    """The gate, in one place: what the public sees. ``path`` leads to the record: ``"source__"``."""
    return Q(**{f"{path}version__gt": 0}) & standing(path)


class ReviewableQuerySet(models.QuerySet):
    """Selections of records by what the public may see."""

    def published(self) -> Self:
        """The records that the gate lets out. Everything public starts here."""
        return self.filter(public())

    def standing(self) -> Self:
        """Records that are neither retracted nor merged, drafts too."""
        return self.filter(standing())

    def retracted(self) -> Self:
        """Records that were public and have been withdrawn with a reason."""
        return self.filter(retracted_at__isnull=False)


class Reviewable(models.Model):
    """A record with versions: version 0 was never public, 1 is the first publication."""

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    updated_at = models.DateTimeField(_("updated at"), null=True, editable=False, db_index=True)
    retracted_at = models.DateTimeField(_("retracted at"), null=True, editable=False)
    retraction_reason = PlainText(_("reason of retraction"), blank=True, editable=False)
    # an index of a column that is nearly always null is one that SQLite takes for a way to all rows
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_from",
        db_index=False,
    )

    objects = ReviewableQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="%(class)s_merged",
            ),
            models.Index(
                fields=["retracted_at"],
                condition=Q(retracted_at__isnull=False),
                name="%(class)s_retracted",
            ),
            models.Index(fields=["version"], condition=Q(version=0), name="%(class)s_drafts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=0, published_at=None, updated_at=None)
                | Q(version__gt=0, published_at__isnull=False, updated_at__isnull=False),
                name="%(class)s_published_has_dates",
                violation_error_message=_("A published record has a version and its dates."),
            ),
            models.CheckConstraint(
                condition=Q(retracted_at=None) | (Q(version__gt=0) & ~Q(retraction_reason="")),
                name="%(class)s_retracted_with_reason",
                violation_error_message=_("Only a public record is retracted, and with a reason."),
            ),
        ]

    @property
    def is_public(self) -> bool:
        """Whether the gate lets this record out."""
        return self.version > 0 and self.retracted_at is None and self.merged_into_id is None


def one_of(field: str, choices: type[models.TextChoices], *, blank: bool = False):
    """A constraint that a column holds one of the choices (or, with blank, nothing)."""
    values = [*choices.values, ""] if blank else list(choices.values)
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=f"%(class)s_{field}_is_known",
        violation_error_message=_("“%(field)s” must be one of the listed values.")
        % {"field": field},
    )
