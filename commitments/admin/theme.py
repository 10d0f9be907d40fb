"""The screen of a theme."""

from django.contrib import admin

from commitments.admin.base import RecordAdmin
from commitments.choices import RecordType
from summits.models import Theme


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    record_type = RecordType.THEME
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    fieldsets = [(None, {"fields": ["name", "slug", "description"]})]
