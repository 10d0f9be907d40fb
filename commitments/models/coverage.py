"""NoneFound: somebody looked for promises of a party at a summit it came to, and found none."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from summits.models import Participation
from summits.text import PlainText


class NoneFound(models.Model):
    """Said once of a participation, which is one party at one summit. A promise recorded later wins."""

    participation = models.OneToOneField(
        Participation, models.PROTECT, primary_key=True, related_name="none_found"
    )
    where = PlainText(_("where they looked"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(where=""),
                name="none_found_says_where",
                violation_error_message=_("Say where you looked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.where}"
