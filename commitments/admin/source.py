"""The screen of a source."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.base import RecordAdmin
from commitments.admin.captures import CaptureViews, WaitingCaptures
from commitments.admin.forms import RecordForm
from commitments.admin.links import LinkStateFilter, LinkViews
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
                raise ValidationError(sources.HELD)
            raise ValidationError(
                _("We have this address already: “%(title)s” (%(slug)s). Cite that source.")
                % {"title": known.title, "slug": known.slug}
            )
        return url

    def clean_authors(self):
        """Names as they are kept: people type a blank after a semicolon."""
        return ";".join(name.strip() for name in self.cleaned_data["authors"].split(";"))


@admin.register(Source)
class SourceAdmin(LinkViews, CaptureViews, RecordAdmin):
    record_type = RecordType.SOURCE
    form = SourceForm
    change_form_template = "admin/source_form.html"
    list_display = ["title", "publisher", "kind", "published_on", "language", "link_state"]
    list_select_related = ["link"]
    list_filter = [LinkStateFilter, WaitingCaptures, "kind", "language"]
    search_fields = ["title", "publisher", "slug", "url"]
    fieldsets = [
        (None, {"fields": ["url", "title", "publisher", "authors", "slug"]}),
        (
            gettext_lazy("What it is"),
            {"fields": [("kind", "published_on", "language"), "archived_url"]},
        ),
    ]

    def get_search_results(self, request, queryset, search_term):
        """An address finds the source that has it, in whatever spelling (rule R13)."""
        known = sources.by_address(search_term.strip())
        if known is None:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk=known.pk), False

    def complete(self, form, formsets):
        source = form.instance
        if not source.slug:
            source.slug = sources.free_slug(source)

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        if obj is not None:
            context |= self.link_facts(request, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)
