"""Partner, ApiKey and RememberedAnswer: organisations, what they identify with, what was answered."""

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import KeyState
from summits.text import PlainChar


class Partner(models.Model):
    """An organisation. While it is not active, none of its keys opens anything."""

    name = PlainChar(
        _("name"),
        max_length=150,
        unique=True,
        help_text=_("Reviewers see it beside what it sends."),
    )
    contact = models.EmailField(
        _("contact"), help_text=_("Whom to write to about its keys and webhooks.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Without the tick all its keys are refused at once.")
    )
    is_sandbox = models.BooleanField(
        _("sandbox"),
        default=False,
        help_text=_(
            "For trying the API: what it sends is checked and answered, and nobody reviews it."
        ),
    )
    made_at = models.DateTimeField(_("since"), editable=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        default_permissions = ["view", "add", "change"]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key of a partner. We keep its beginning, which finds it, and a digest, which proves it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    label = PlainChar(
        _("used for"), max_length=100, help_text=_("Which program uses it, as in “nightly copy”.")
    )
    public_id = models.CharField(_("begins with"), max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(_("may"), default=list)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody: the command line
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        default_permissions: list[str] = []
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"nsst_{self.public_id}…"

    def state_at(self, at: datetime.datetime) -> KeyState:
        """Whether the key opens anything at a time, its partner apart."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        return KeyState.ACTIVE if at < self.expires_at else KeyState.EXPIRED


class RememberedAnswer(models.Model):
    """What a request with an Idempotency-Key was answered; whoever sends it again gets it again."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions: list[str] = []
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
