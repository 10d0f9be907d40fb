"""The screen of a commitment: the promise, its parts, its sources and its first reports, all in one."""

import uuid

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import columns, content, rules, slugs
from commitments.actions import scope
from commitments.admin.base import RecordAdmin
from commitments.admin.checking import CheckView
from commitments.admin.desk import desk_of
from commitments.admin.duplicates import LikelyDuplicates
from commitments.admin.forms import Choose, RecordForm, ThemesField, TidyField, is_key
from commitments.admin.inlines import CitationForm, CitationInline, ContentInline, MemberFormSet
from commitments.admin.narrowing import OfParty, OfTheme
from commitments.admin.progress_report import REPORTED
from commitments.admin.seeing import SeenOnly
from commitments.admin.typed_source import TypedSource
from commitments.choices import PartyRole, RecordType
from commitments.models import Citation, Commitment, Part, ProgressReport
from commitments.queries import concerns, visibility
from summits.models import Source
from summits.partial_dates import PartialDate

CARRIED = ("summit_id", "document_id", "kind", "promise_known_from", "made_on")


class CommitmentForm(RecordForm):
    theme_list = ThemesField(Commitment._meta.get_field("themes"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.may_leave_slug:
            self.fields["slug"].help_text = gettext_lazy(
                "Leave it empty and it is made of lead, year and title. It stays for ever."
            )


class Parts(ContentInline):
    model = Part
    formset = MemberFormSet
    children = "parties"
    autocomplete_fields = ["party"]
    fields = ["party", "role", "joined_on", "left_on"]


class CommitmentCitation(CitationInline):
    fk_name = "commitment"


class ReportRowForm(CitationForm):
    """A new report with one source; more sources are added on the report's own page."""

    source = forms.ModelChoiceField(
        Source.objects.all(),
        label=gettext_lazy("Source"),
        widget=Choose(Citation._meta.get_field("source"), admin.site),
    )
    locator = TidyField(
        label=gettext_lazy("Locator"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Page, paragraph or heading."),
    )


class NewReports(ContentInline, admin.StackedInline):
    """First reports, entered with the promise."""

    template = "admin/edit_inline/stacked.html"
    model = ProgressReport
    form = ReportRowForm
    autocomplete_fields = ["party", "reported_by_party"]
    verbose_name = gettext_lazy("new report")
    verbose_name_plural = gettext_lazy("new reports")
    classes = ["reports"]

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [*REPORTED, ("source", "locator"), *TypedSource.lines]})]


@admin.register(Commitment)
class CommitmentAdmin(CheckView, LikelyDuplicates, RecordAdmin):
    record_type = RecordType.COMMITMENT
    form = CommitmentForm
    change_form_template = "admin/commitment_form.html"

    class Media:
        js = ["admin/js/jquery.init.js", "admin_tracker/alike.js"]

    list_display = ["title", "kind", "at_summit", "made_on", "target_date"]
    list_select_related = ["summit"]
    list_filter = [
        ("summit", SeenOnly),
        OfParty,
        OfTheme,
        "kind",
        "promise_known_from",
        "assessable",
    ]
    search_fields = ["title", "slug", "summary"]
    autocomplete_fields = ["summit", "document", "implements"]
    fieldsets = [
        (
            gettext_lazy("The promise"),
            {
                "fields": [
                    "title",
                    "summary",
                    ("kind", "summit"),
                    ("made_on", "promise_known_from"),
                    "theme_list",
                ]
            },
        ),
        (
            gettext_lazy("Where it belongs"),
            {"fields": [("document", "implements"), "slug"]},
        ),
        (
            gettext_lazy("Target"),
            {
                "fields": [
                    ("target_date", "target_quantity", "target_unit"),
                    "done_when",
                    "assessable",
                    "not_assessable_why",
                ]
            },
        ),
    ]
    inlines = [Parts, CommitmentCitation, NewReports]

    @admin.display(description=gettext_lazy("summit"), ordering="summit")
    def at_summit(self, commitment):
        return commitment.summit.slug

    def get_inlines(self, request, obj):
        if obj is not None and not self.has_change_permission(request, obj):
            return [Parts, CommitmentCitation]
        return self.inlines

    def get_changeform_initial_data(self, request):
        """“Save and add another” carries over what a run of pledges has in common."""
        like = self._like(request)
        return {name.removesuffix("_id"): getattr(like, name) for name in CARRIED} if like else {}

    def rows_offered(self, request):
        like = self._like(request)
        if like is None:
            return super().rows_offered(request)
        shown = content.read(like)
        first = [row for row in shown["parties"] if row["role"] == PartyRole.LEAD][:1]
        cited = [row | {"locator": ""} for row in shown["citations"]]
        offered = {"parties": first, "citations": cited}
        return offered, self._named_by(like)

    @staticmethod
    def _named_by(like):
        """The parties and sources of a pledge that has been read."""
        rows = [*like.parts.all(), *like.citations.all()]
        named = [row.party if isinstance(row, Part) else row.source for row in rows]
        return {(columns.record_type_of(one), one.public_id): one for one in named}

    def _like(self, request):
        """The pledge that a new one is to be like, read once for the whole form."""
        given = request.GET.get("like", "")
        if is_key(given) and "like" not in request.__dict__:
            rows = self.get_queryset(request).filter(pk=given)
            request.like = content.for_reading(rows, self.record_type).first()
        return request.__dict__.get("like")

    def next_url(self, obj):
        return f"{super().next_url(obj)}?{urlencode({'like': obj.pk})}"

    def complete(self, form, formsets):
        """A slug of lead, year and title. One that is taken is not bent: it may be this very pledge."""
        commitment = form.instance
        if commitment.slug:
            return
        parts = [row.instance for row in formsets[0].filled()]
        commitment.slug = slugs.for_commitment(
            commitment.title,
            kind=commitment.kind,
            year=commitment.made_on.year,
            leads=[part.party.code for part in parts if part.role == PartyRole.LEAD],
            parts=len(parts),
        )
        if content.find(RecordType.COMMITMENT, commitment.slug) is not None:
            raise ValidationError(
                {
                    "slug": _("“%s” is taken. Is it the same pledge? If not, write another slug.")
                    % commitment.slug
                }
            )

    def new_reports(self, form, formsets, new_sources):
        children = columns.children_of(RecordType.PROGRESS_REPORT)
        found = []
        for row in self._report_rows(formsets):
            report = row.instance
            report.id = uuid.uuid4()
            report.commitment = form.instance
            table = columns.BY_NAME["progress_reports"]
            proposed = {c.name: content.value_of(report, c) for c in table.columns}
            citation = {
                "source": new_sources.slug_of(row),
                "locator": row.cleaned_data["locator"],
            }
            found.append(proposed | {children[0].name: [citation]})
        return found

    def warnings(self, form, formsets, proposed):
        made_on = PartialDate.parse(proposed["made_on"])
        return [
            sentence
            for row in self._report_rows(formsets)
            for sentence in concerns.unlikely_date(row.instance.date, made_on)
        ]

    @staticmethod
    def _report_rows(formsets):
        return [row for one in formsets if one.model is ProgressReport for row in one.filled()]

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        if obj is not None:
            reports = obj.reports.select_related("party", "reported_by_party")
            context["reports"] = visibility.records(reports, request.user)
            may_check = obj.is_public and rules.may_check(request.user)
            public = desk_of(request, obj).public
            context["may_check"] = may_check and scope.covers_state(
                request.user, self.record_type, public
            )
            query = urlencode({"commitment": obj.pk})
            context["add_report"] = f"{reverse('admin:commitments_progressreport_add')}?{query}"
        return super().render_change_form(request, context, obj=obj, **kwargs)
