"""The screen of a party: a country or an organisation."""

from django.contrib import admin

from commitments.admin.base import RecordAdmin
from commitments.choices import RecordType
from summits.models import Party


@admin.register(Party)
class PartyAdmin(RecordAdmin):
    record_type = RecordType.PARTY
    list_display = ["code", "name", "kind", "region"]
    list_filter = ["kind", "region"]
    search_fields = ["=code", "name", "official_name", "slug"]
    fixed_once_saved = ("code", "slug")
    fieldsets = [
        (None, {"fields": [("code", "kind"), "name", "official_name", "slug"]}),
        ("For a country", {"fields": [("iso2", "region")]}),
    ]
