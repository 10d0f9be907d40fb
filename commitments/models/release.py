"""Release: a numbered edition of the whole data set, frozen in files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """One edition. Never altered, never deleted; its files lie in a folder named by its number.

    ``seq`` is the last change it holds. ``contents`` lists the files inside its package with rows, size
    and digest; ``counts`` says of each table what was added, changed and removed since the edition before.
    """

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    made_at = models.DateTimeField(_("made at"))
    seq = models.BigIntegerField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    changes_size = models.BigIntegerField()
    changes_sha256 = models.CharField(max_length=64)
    contents = models.JSONField()
    counts = models.JSONField()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_one"),
        ]

    def __str__(self) -> str:
        return _("Release %(number)s") % {"number": self.number}

    @property
    def package_name(self) -> str:
        """The name of the file that holds the data package."""
        return f"nss-{self.number}.zip"

    @property
    def changes_name(self) -> str:
        """The name of the file that lists every row added, changed or removed."""
        return f"nss-{self.number}-changes.csv"
