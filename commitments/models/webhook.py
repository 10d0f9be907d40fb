"""Webhook and Delivery: addresses that are told of every public change, and what was told to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.choices import DeliveryState, WebhookEnd
from commitments.models.partner import Partner
from summits.text import PlainChar


class Webhook(models.Model):
    """An address of a partner. Its secret is not kept: it follows from ``salt`` and our SECRET_KEY.

    ``position`` is the number of the last Change that it was told of or need not be. Whoever delivers holds
    the ``lease``; ``next_at`` is when the next attempt is due.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="webhooks")
    url = models.CharField(_("address"), max_length=500)
    description = PlainChar(_("description"), max_length=100, blank=True)
    salt = models.CharField(max_length=64)
    former_salt = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("made"))
    position = models.BigIntegerField()
    next_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(_("switched off"), null=True)
    disabled_why = models.CharField(_("why"), max_length=10, choices=WebhookEnd, blank=True)
    told_at = models.DateTimeField(_("mail sent"), null=True)

    class Meta:
        default_permissions: list[str] = []
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(disabled_at=None, disabled_why="")
                | (models.Q(disabled_at__isnull=False) & ~models.Q(disabled_why="")),
                name="webhook_disabled_says_why",
            )
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to a webhook, and what came of it; a test has no ``seq``.

    ``attempts`` are the last ones: {"at", "status", "failure", "seconds", "answer"}. ``tries`` and
    ``first_at`` count from the first attempt or from the last replay.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40)
    event = models.CharField(_("event"), max_length=40)
    seq = models.BigIntegerField(null=True)
    payload = models.TextField(_("payload"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState)
    made_at = models.DateTimeField(_("made"))
    first_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    attempts = models.JSONField(_("attempts"), default=list)

    class Meta:
        default_permissions: list[str] = []
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "message_id"], name="delivery_message_once")
        ]
        indexes = [
            models.Index(fields=["webhook", "state", "seq"], name="delivery_next"),
            models.Index(fields=["state", "done_at"], name="delivery_old"),
        ]

    def __str__(self) -> str:
        return self.message_id
