"""The screen of a progress report, with its sources."""

import uuid

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.base import RecordAdmin
from commitments.admin.forms import RecordForm, is_key
from commitments.admin.inlines import CitationInline
from commitments.admin.listing import words_of
from commitments.admin.seeing import SeenOnly
from commitments.choices import RecordType
from commitments.models import Commitment, ProgressReport
from commitments.queries import concerns, lost, visibility
from summits.filters import any_contains
from summits.partial_dates import PartialDate

REPORTED = [
    ("status", "basis"),
    ("date", "party"),
    "summary",
    ("reported_by_party", "reported_by_name"),
    ("measure_quantity", "measure_unit"),
]


class ReportForm(RecordForm):
    """A new report knows its id from the first look at the form, so that sending it twice makes one."""

    report_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report_id"].initial = uuid.uuid4

    def clean_report_id(self):
        given = self.cleaned_data["report_id"]
        known = ProgressReport.objects.filter(pk=given) if given else ProgressReport.objects.none()
        if self.instance._state.adding and known.exists():
            raise ValidationError(_("This report is saved already. Find it in the list."))
        return given


class ReportCitation(CitationInline):
    fk_name = "progress_report"


@admin.register(ProgressReport)
class ProgressReportAdmin(RecordAdmin):
    record_type = RecordType.PROGRESS_REPORT
    form = ReportForm
    list_display = ["__str__", "commitment", "party", "basis", "reported_by"]
    list_select_related = ["commitment", "party", "reported_by_party"]
    list_filter = ["status", "basis", ("commitment__summit", SeenOnly)]
    search_fields = ["summary", "reported_by_name", "commitment__title", "commitment__slug"]
    autocomplete_fields = ["commitment", "party", "reported_by_party"]
    fixed_once_saved = ("commitment",)
    fieldsets = [(None, {"fields": ["commitment", *REPORTED]})]
    inlines = [ReportCitation]

    def get_search_results(self, request, queryset, search_term):
        """Words of a promise are looked for once a promise, not once a report."""
        for word in words_of(search_term):
            promises = Commitment.objects.filter(any_contains(word, "title", "slug"))
            own = any_contains(word, "summary", "reported_by_name")
            queryset = queryset.filter(own | Q(commitment__in=promises.order_by().values("pk")))
        return queryset, False

    @admin.display(description=gettext_lazy("reported by"))
    def reported_by(self, report):
        return report.reported_by_party or report.reported_by_name

    def get_changeform_initial_data(self, request):
        """A report may be started from its commitment's page: ?commitment=ID."""
        given = request.GET.get("commitment", "")
        if not is_key(given):
            return {}
        seen = visibility.records(Commitment.objects.filter(pk=given), request.user)
        return {"commitment": seen.first()}

    def complete(self, form, formsets):
        """Django's formsets take the id of a record that is not saved yet; it gets it back."""
        if form.instance._state.adding:
            form.instance.pk = form.cleaned_data["report_id"] or uuid.uuid4()

    def warnings(self, form, formsets, proposed):
        day, commitment = PartialDate.parse(proposed["date"]), form.instance.commitment
        gone = [lost.retracted(commitment)] if commitment.retracted_at else []
        return gone + concerns.unlikely_date(day, commitment.made_on)
