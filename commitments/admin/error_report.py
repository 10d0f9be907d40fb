"""Errors that readers have reported, and where an editor says what came of each."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions import error_reports
from commitments.actions.errors import Refused
from commitments.admin.listing import Unreadable
from commitments.models import ErrorReport
from commitments.queries import reported
from summits.typed import TidyField


class StillOpen(admin.SimpleListFilter):
    """Open, which is what the list begins with, or done."""

    title = gettext_lazy("state")
    parameter_name = "done"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("done")), ("all", gettext_lazy("all"))]

    def choices(self, changelist):
        offered = [(None, gettext_lazy("open")), *self.lookup_choices]
        for value, words in offered:
            query = changelist.get_query_string(
                {self.parameter_name: value} if value else {}, [self.parameter_name]
            )
            yield {"selected": self.value() == value, "query_string": query, "display": words}

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(done_at__isnull=self.value() != "yes")


class SettleForm(forms.ModelForm):
    """What came of a report; refused with the text kept where somebody else has said it meanwhile."""

    note = TidyField(
        label=gettext_lazy("What came of it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Saving it settles the report. Readers never see it."),
    )

    class Meta:
        model = ErrorReport
        fields = ["note"]

    def clean(self):
        """Seen under the lock of the page's transaction."""
        rows = ErrorReport.objects.select_for_update(of=("self",))
        if not rows.filter(pk=self.instance.pk, done_at=None).exists():
            raise forms.ValidationError(_("Somebody else has settled this report already."))


@admin.register(ErrorReport)
class ErrorReportAdmin(Unreadable, admin.ModelAdmin):
    form = SettleForm
    list_display = ["excerpt", "commitment", "when", "contact", "done_by"]
    list_filter = [StillOpen]
    list_select_related = ["commitment", "done_by"]
    search_fields = ["text", "commitment__slug", "commitment__title"]
    fields = ["record", "version", "text", "contact", "when", "note", "done_by", "done_at"]
    readonly_fields = ["record", "version", "text", "contact", "when", "done_by", "done_at"]
    list_per_page = 50
    actions = None

    def get_queryset(self, request):
        return reported.seen_by(request.user)

    def has_module_permission(self, request):
        return rules.may_settle(request.user)

    def has_view_permission(self, request, obj=None):
        return rules.may_settle(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        still_open = obj is None or obj.done_at is None or request.method == "POST"
        return rules.may_settle(request.user) and still_open

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        try:
            note = form.cleaned_data["note"]
            error_reports.settle(obj, note=note, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))

    def log_change(self, request, obj, message):
        """The report itself says who settled it and when."""

    @admin.display(description=gettext_lazy("what is wrong"))
    def excerpt(self, report):
        return report.text if len(report.text) <= 80 else f"{report.text[:79]}…"

    @admin.display(description=gettext_lazy("when (UTC)"), ordering="at")
    def when(self, report):
        return f"{report.at:%Y-%m-%d %H:%M}"

    @admin.display(description=gettext_lazy("commitment"))
    def record(self, report):
        one = report.commitment
        return format_html('<a href="{}">{}</a>', one.get_absolute_url(), one.title)
