"""The screen of a summit."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from commitments.admin.base import RecordAdmin
from commitments.admin.inlines import CitationInline
from commitments.choices import RecordType
from summits.models import Summit


class SummitCitation(CitationInline):
    fk_name = "summit"


@admin.register(Summit)
class SummitAdmin(RecordAdmin):
    record_type = RecordType.SUMMIT
    list_display = ["name", "edition", "host", "city", "start_on", "end_on"]
    list_select_related = ["host"]
    search_fields = ["name", "slug", "city"]
    autocomplete_fields = ["host"]
    fieldsets = [
        (None, {"fields": ["name", "slug", ("edition", "host"), ("city", "venue")]}),
        (_("Days"), {"fields": [("start_on", "end_on")]}),
        (_("What it did"), {"fields": ["summary"]}),
    ]
    inlines = [SummitCitation]
