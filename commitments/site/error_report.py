"""The form in which a reader reports an error: no account, no cookie, never kept by a cache.

A cookie would have to be set on a public page, so a signed token with its time stands in the form, and
a form that another site sends is told by the browser's own Origin header. The form acts for nobody.
"""

from urllib.parse import urlsplit

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commitments.actions import error_reports
from commitments.actions.errors import Refused
from commitments.choices import RecordType
from commitments.models import Commitment, ErrorReport
from commitments.site.pages import answered, find, show
from summits.typed import TidyField

OPEN_FOR = 4 * 60 * 60


def signer() -> TimestampSigner:
    """Made when it is needed: on a first start the key is made after this file is read."""
    return TimestampSigner(salt="error report")


class ErrorForm(forms.ModelForm):
    """What is wrong, and how to reach the reader. ``website`` is hidden: who fills it in is no reader."""

    website = forms.CharField(required=False)
    token = forms.CharField(required=False)

    class Meta:
        model = ErrorReport
        fields = ["text", "contact"]
        field_classes = {"text": TidyField, "contact": TidyField}
        labels = {
            "text": gettext_lazy("What is wrong, and how do you know?"),
            "contact": gettext_lazy("How can we reach you? (if you like)"),
        }

    def clean_token(self):
        """Refuse a form that was not opened here, or too long ago."""
        try:
            return signer().unsign(self.cleaned_data["token"], max_age=OPEN_FOR)
        except BadSignature:
            raise forms.ValidationError(
                _("This page had been open for too long. Your text is kept: send it again.")
            ) from None


@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest, slug: str) -> HttpResponse:
    """``/commitments/<slug>/report-an-error/``"""
    answer = answered(request, lambda: _answer(request, slug))
    answer["Cache-Control"] = "no-store"
    return answer


def _answer(request: HttpRequest, slug: str) -> HttpResponse:
    commitment = find(RecordType.COMMITMENT, slug)
    if request.method != "POST":
        return _page(request, commitment, ErrorForm(), sent="sent" in request.GET)
    if not _from_here(request):
        return render(
            request, "403.html", {"detail": _("Send the form from this site.")}, status=403
        )
    form = ErrorForm(request.POST)
    if form["website"].data:
        return HttpResponseRedirect("?sent")
    if not form.is_valid():
        return _page(request, commitment, form, status=400)
    try:
        text, contact = form.cleaned_data["text"], form.cleaned_data["contact"]
        error_reports.receive(commitment, text=text, contact=contact, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, commitment, form, status=429)
    return HttpResponseRedirect("?sent")


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that our own page sends the form, or says nothing."""
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _page(
    request: HttpRequest, commitment: Commitment, form: ErrorForm, *, status=200, sent=False
) -> HttpResponse:
    page = show(
        request,
        "error_report.html",
        commitment=commitment,
        form=form,
        sent=sent,
        token=signer().sign(commitment.slug),
        canonical="",
    )
    page.status_code = status
    if status == 429:
        page["Retry-After"] = "3600"
    return page
