"""The screen of a source."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin import slugs
from commitments.admin.base import RecordAdmin
from commitments.admin.forms import RecordForm
from commitments.admin.typed_source import HELD, slug_for
from commitments.choices import RecordType
from commitments.queries import sources, visibility
from summits.models import Source


class SourceForm(RecordForm):
    def clean_url(self):
        """Rule R13: the editor is led to the source that has this address already."""
        url = self.cleaned_data["url"]
        known = sources.by_address(url) if url else None
        if known is not None and known.pk != self.instance.pk:
            if not visibility.records(Source.objects.filter(pk=known.pk), self.user).exists():
                raise ValidationError(HELD)
            raise ValidationError(
                _("We have this address already: “%(title)s” (%(slug)s). Cite that source.")
                % {"title": known.title, "slug": known.slug}
            )
        return url


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    record_type = RecordType.SOURCE
    form = SourceForm
    list_display = ["title", "publisher", "kind", "published_on", "language"]
    list_filter = ["kind", "language"]
    search_fields = ["title", "publisher", "slug", "url"]
    fieldsets = [
        (None, {"fields": ["url", "title", "publisher", "authors", "slug"]}),
        (
            gettext_lazy("What it is"),
            {"fields": [("kind", "published_on", "language"), "archived_url"]},
        ),
    ]

    def complete(self, form, formsets):
        source = form.instance
        if not source.slug:
            source.slug = slugs.free(
                slug_for(source), lambda slug: Source.objects.filter(slug=slug).exists(), 80
            )
