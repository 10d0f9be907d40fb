"""The screen of a party: a country or an organisation."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from commitments.admin.base import RecordAdmin
from commitments.choices import RecordType
from summits.models import Party


class Regions(admin.AllValuesFieldListFilter):
    """The regions, with a word for parties that have none."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or _("no region")}


@admin.register(Party)
class PartyAdmin(RecordAdmin):
    record_type = RecordType.PARTY
    list_display = ["code", "name", "kind", "region"]
    list_filter = ["kind", ("region", Regions)]
    search_fields = ["=code", "name", "official_name", "slug"]
    fixed_once_saved = ("code", "slug")
    fieldsets = [
        (None, {"fields": [("code", "kind"), "name", "official_name", "slug"]}),
        (_("For a country"), {"fields": [("iso2", "region")]}),
    ]
