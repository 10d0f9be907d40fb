"""The log of public changes, to read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from commitments.admin.listing import ReadOnly, Unreadable
from commitments.models import Change


@admin.register(Change)
class ChangeAdmin(ReadOnly, Unreadable, admin.ModelAdmin):
    list_display = ["seq", "at", "action", "record_type", "record_id", "version", "what", "reason"]
    list_filter = ["action", "record_type", "reason"]
    search_fields = ["record_id", "commitment_id"]
    list_per_page = 100
    actions = None

    @admin.display(description=_("fields"))
    def what(self, change):
        return ", ".join(change.fields)
