"""User: an editor, a reviewer, a managing editor or an administrator."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from summits.models import Party


class User(AbstractUser):
    """An account of the admin; its role is its group."""

    parties = models.ManyToManyField(
        Party,
        blank=True,
        related_name="+",
        verbose_name=_("limited to"),
        help_text=_("A contributor may be limited to some parties. Empty: no limit."),
    )
    invited_at = models.DateTimeField(_("invited at"), null=True, editable=False)
    weekly_mail = models.BooleanField(_("weekly mail"), default=True)
    # the Monday of the last week of which she had one
    weekly_mail_on = models.DateField(_("last weekly mail"), null=True, editable=False)
