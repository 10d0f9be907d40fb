"""What guards an account: sign-ins that have not ended, the second factor, and counted guesses."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """One sign-in on one device. Its session holds this row's number; without the row it is dead."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    device = models.CharField(_("device"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    with_factor = models.BooleanField(_("with second factor"), default=False)
    at = models.DateTimeField(_("signed in"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        default_permissions: list[str] = []
        ordering = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"


class SecondFactor(models.Model):
    """The key that a person's app makes codes from. ``last_step`` is the time of the last code taken."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor"
    )
    secret = models.CharField(max_length=64)
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("since"))

    class Meta:
        default_permissions: list[str] = []

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """A code that opens once in place of the app; only its digest is kept, until it is used."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions: list[str] = []
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Guesses(models.Model):
    """How often a password or code was given wrongly for one account, address or device.

    A table, since it is shared by every process and every machine. The key is a digest.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions: list[str] = []

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
