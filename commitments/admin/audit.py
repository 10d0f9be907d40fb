"""The audit log, to read only: who signed in and who did what, by kind, person and day."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from commitments.admin.listing import ReadOnly, Unreadable
from commitments.models import AuditEntry


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly, Unreadable, admin.ModelAdmin):
    list_display = ["when", "by_name", "kind", "target_name", "before", "after", "address"]
    list_filter = ["kind"]
    search_fields = ["by_name", "target_name", "address"]
    date_hierarchy = "at"
    list_per_page = 100
    actions = None

    @admin.display(description=gettext_lazy("when (UTC)"), ordering="at")
    def when(self, entry):
        return f"{entry.at:%Y-%m-%d %H:%M:%S}"
