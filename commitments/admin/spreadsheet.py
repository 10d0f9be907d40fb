"""Importing a spreadsheet: upload, dry run, drafts; and the template to begin with."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions.errors import Refused, sentences
from commitments.choices import ChangeReason
from commitments.exchange.reading import BadPackage
from commitments.exchange.sheets import importing, layout, reading, template
from commitments.exchange.sheets.grids import MOST_ROWS
from commitments.exchange.sheets.rows import CHANGED, MADE, REFUSED, SAME
from commitments.models import SheetImport
from commitments.queries import submissions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ERRORS = 50
HEADINGS = {
    REFUSED: gettext_lazy("Refused"),
    MADE: gettext_lazy("Would be made"),
    CHANGED: gettext_lazy("Would be changed"),
    SAME: gettext_lazy("Unchanged"),
}


class UploadForm(forms.Form):
    """A file; ``book`` is what was read from it."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        allow_empty_file=True,  # ours says what is wrong
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("XLSX or CSV UTF-8, at most 2 MB and 1000 rows."),
    )
    book = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.book = reading.read(importing.shown_name(file.name), file.read())
        except BadPackage as bad:
            raise ValidationError([str(error) for error in bad.errors[:MOST_ERRORS]]) from bad
        return file


class PressForm(forms.Form):
    """What an editor sends who has looked at a dry run."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        required=False,
        choices=[("", "---------"), *ChangeReason.choices],
        help_text=gettext_lazy("For changes of what is public already. Readers see it."),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I have read the hints."))

    def __init__(self, *args, hinted, changes, **kwargs):
        super().__init__(*args, **kwargs)
        if not hinted:
            del self.fields["confirmed"]
        if not changes:
            del self.fields["reason"]


def refuse_readers(user):
    """Only who may draft one of the kinds of record has anything to import."""
    kinds = [sheet.table.record_type for sheet in layout.SHEETS]
    if not any(rules.may_draft(user, kind, new=True) for kind in kinds):
        raise PermissionDenied


def upload_view(request):
    """Choose a file; what can be read leads to its dry run."""
    refuse_readers(request.user)
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if form.is_valid():
        kept = importing.keep(
            form.book, name=form.cleaned_data["file"].name, by=request.user, at=timezone.now()
        )
        return redirect("admin:import_dry_run", kept.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Import a spreadsheet"),
        "form": form,
        "sheets": layout.SHEETS,
        "most_rows": MOST_ROWS,
        "waiting": SheetImport.objects.filter(owner=request.user, submission=None),
    }
    return render(request, "admin/import.html", context)


def kept_by(request, pk):
    """What this editor has uploaded; another's is not there."""
    since = timezone.now() - importing.KEPT_FOR
    return get_object_or_404(SheetImport, pk=pk, owner=request.user, created_at__gte=since)


def dry_run_view(request, pk):
    """Row by row what an import would do, and the button that makes the drafts."""
    refuse_readers(request.user)
    kept = kept_by(request, pk)
    if kept.book is None:
        return already_made(request, kept)
    plan = importing.look(kept, by=request.user)
    form = press_form(request.POST if request.method == "POST" else None, plan)
    if form.is_valid():
        try:
            return make_drafts(request, kept, form.cleaned_data)
        except SheetImport.DoesNotExist:
            raise Http404 from None
        except Refused as refusal:
            kept.refresh_from_db()
            if kept.book is None:
                return already_made(request, kept)
            plan = importing.look(kept, by=request.user)
            return dry_run_page(request, kept, plan, sentences(refusal))
    return dry_run_page(request, kept, plan, form=form)


def press_form(sent, plan):
    hinted = any(row.hints for row in plan.rows if row.is_good)
    return PressForm(
        sent, initial={"seen": plan.stamp}, hinted=hinted, changes=plan.counts[CHANGED]
    )


def make_drafts(request, kept, sent):
    submission = importing.make_drafts(
        kept.pk,
        by=request.user,
        at=timezone.now(),
        seen=sent["seen"],
        reason=sent.get("reason", ""),
    )
    text = _("%s drafts are made. Nothing is public yet: read them, then submit them.")
    messages.success(request, text % submission.revisions.count())
    return redirect("admin:commitments_submission_change", submission.pk)


def already_made(request, kept):
    """A second press makes nothing a second time."""
    if kept.submission_id is None:
        raise Http404
    messages.info(
        request, _("The drafts of this spreadsheet have been made already. Here they are.")
    )
    return redirect("admin:commitments_submission_change", kept.submission_id)


def dry_run_page(request, kept, plan, refused=(), form=None):
    """The dry run; 409 where pressing the button was refused."""
    good = plan.counts[MADE] + plan.counts[CHANGED]
    context = {
        **admin.site.each_context(request),
        "title": _("Dry run of “%s”") % kept.name,
        "kept": kept,
        "plan": plan,
        "groups": groups_of(plan),
        "good": good,
        "hinted": [row for row in plan.rows if row.is_good and row.hints],
        "all_good": not plan.counts[REFUSED],
        "refused": refused,
        "form": form or press_form(None, plan),
    }
    return render(request, "admin/import_dry_run.html", context, status=409 if refused else 200)


def groups_of(plan):
    """The rows by outcome, the refused first, each with its fields as the reviewer is to see them."""
    found = []
    for outcome, heading in HEADINGS.items():
        rows = [row for row in plan.rows if row.outcome == outcome]
        shown = [
            (
                row,
                submissions.rows(row.record_type, row.before, row.proposed, plan.names)
                if row.is_good
                else [],
            )
            for row in rows
        ]
        if rows:
            found.append((outcome, heading, shown))
    return found


def refused_view(request, pk):
    """The refused rows as a spreadsheet, to be mended and imported again."""
    refuse_readers(request.user)
    kept = kept_by(request, pk)
    if kept.book is None:
        raise Http404
    rows = [row for row in importing.look(kept, by=request.user).rows if row.outcome == REFUSED]
    if not rows:
        raise Http404
    headers = {grid["sheet"]: grid["header"] for grid in kept.book["grids"]}
    return download(template.refused(rows, headers), "refused-rows.xlsx", XLSX)


def template_view(request):
    refuse_readers(request.user)
    return download(template.workbook(), "nss-import-template.xlsx", XLSX)


def csv_template_view(request, name):
    refuse_readers(request.user)
    sheet = layout.BY_NAME.get(name)
    if sheet is None:
        raise Http404
    return download(template.header_row(sheet), f"nss-import-{name}.csv", "text/csv; charset=utf-8")


def download(content, name, kind):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def urls(guarded):
    """The addresses of the import, each behind the sign-in."""
    return [
        path("import/", guarded(upload_view), name="import"),
        path("import/template.xlsx", guarded(template_view), name="import_template"),
        path("import/template-<slug:name>.csv", guarded(csv_template_view), name="import_csv"),
        path("import/<int:pk>/", guarded(dry_run_view), name="import_dry_run"),
        path("import/<int:pk>/refused.xlsx", guarded(refused_view), name="import_refused"),
    ]
