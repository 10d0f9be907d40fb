"""SheetImport: what an editor has uploaded and not yet made drafts of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.revision import Submission
from summits.text import PlainChar


class SheetImport(models.Model):
    """The rows of one spreadsheet between its dry run and its drafts; only its owner sees it.

    ``book`` is emptied when the drafts are made; ``submission`` then holds them.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = PlainChar(_("file"), max_length=100)
    book = models.JSONField(null=True)
    submission = models.ForeignKey(Submission, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("spreadsheet")
        verbose_name_plural = _("spreadsheets")
        ordering = ["-created_at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
