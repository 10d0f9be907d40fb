"""AuditEntry: who did what, when and from where. Written once, never altered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import AuditKind


class AppendOnly(models.QuerySet):
    """Rows that are added and read; Django's ways to change or delete them are closed."""

    def update(self, **facts):
        raise TypeError("The audit log is only added to.")

    def delete(self):
        raise TypeError("The audit log is only added to.")


class AuditEntry(models.Model):
    """One act. ``by_name`` and ``target_name`` are the names of then; details hold no secret."""

    at = models.DateTimeField(_("at"), db_index=True)
    kind = models.CharField(_("what"), max_length=24, choices=AuditKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    by_name = models.CharField(_("who"), max_length=150)
    address = models.CharField(_("address"), max_length=45, blank=True)
    target_type = models.CharField(_("kind of target"), max_length=30, blank=True)
    target_key = models.CharField(max_length=36, blank=True)
    target_name = models.CharField(_("target"), max_length=200, blank=True)
    before = models.CharField(_("from"), max_length=200, blank=True)
    after = models.CharField(_("to"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name}: {self.get_kind_display()}"

    def save(self, *args, **how) -> None:
        if not self._state.adding:
            raise TypeError("The audit log is only added to.")
        super().save(*args, **how)

    def delete(self, *args, **how):
        raise TypeError("The audit log is only added to.")
