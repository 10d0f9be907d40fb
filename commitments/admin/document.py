"""The screen of a document, with its leads, subscribers, themes and sources."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from commitments.admin.base import RecordAdmin
from commitments.admin.forms import RecordForm, ThemesField
from commitments.admin.inlines import CitationInline, ContentInline, MemberFormSet
from commitments.admin.seeing import SeenOnly
from commitments.choices import RecordType
from summits.models import Document, DocumentParty


class DocumentForm(RecordForm):
    theme_list = ThemesField(Document._meta.get_field("themes"))


class Members(ContentInline):
    model = DocumentParty
    formset = MemberFormSet
    children = "parties"
    autocomplete_fields = ["party"]
    fields = ["party", "role", "joined_on", "left_on"]


class DocumentCitation(CitationInline):
    fk_name = "document"


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    record_type = RecordType.DOCUMENT
    form = DocumentForm
    list_display = ["title", "kind", "number", "adopted_on", "summit"]
    list_select_related = ["summit"]
    list_filter = [("summit", SeenOnly), "kind"]
    search_fields = ["title", "slug", "number"]
    autocomplete_fields = ["summit"]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("kind", "number"), ("summit", "adopted_on")]}),
        (_("Contents"), {"fields": ["theme_list", "summary"]}),
    ]
    inlines = [Members, DocumentCitation]
