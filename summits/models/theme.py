"""Theme: a subject of nuclear security that promises are filed under."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from summits.languages import named
from summits.models.reviewable import Reviewable
from summits.text import PlainChar, PlainText, Slug


class Theme(Reviewable):
    """A subject, such as physical protection."""

    slug = Slug(_("slug"))
    name = PlainChar(_("name"), max_length=200, unique=True)
    description = PlainText(_("description"))

    class Meta(Reviewable.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return named("theme", self.name)

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])

    @property
    def public_id(self) -> str:
        return self.slug
