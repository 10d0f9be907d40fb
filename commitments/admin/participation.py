"""The screen of a participation: one party at one summit."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from commitments.admin.base import RecordAdmin
from commitments.admin.inlines import CitationInline
from commitments.admin.seeing import SeenOnly
from commitments.choices import RecordType
from summits.models import Participation


class ParticipationCitation(CitationInline):
    fk_name = "participation"


@admin.register(Participation)
class ParticipationAdmin(RecordAdmin):
    record_type = RecordType.PARTICIPATION
    list_display = ["party", "summit", "attended", "head_name", "head_level"]
    list_select_related = ["party", "summit"]
    list_filter = [("summit", SeenOnly), "attended", "head_level"]
    search_fields = ["party__name", "=party__code", "head_name", "summit__name"]
    autocomplete_fields = ["summit", "party"]
    fixed_once_saved = ("summit", "party")
    fieldsets = [
        (None, {"fields": [("summit", "party"), "attended"]}),
        (_("Head of delegation"), {"fields": [("head_name", "head_level"), "head_title"]}),
        (_("Remark"), {"fields": ["note"]}),
    ]
    inlines = [ParticipationCitation]
