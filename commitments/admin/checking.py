"""“Checked today, nothing new”: a small page behind a commitment's button."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions import checking
from commitments.actions.errors import Refused, sentences
from commitments.admin import worklist as pages
from commitments.admin.forms import TidyField
from commitments.queries import worklist


class CheckForm(forms.Form):
    title = gettext_lazy("Checked today, nothing new")
    intro = gettext_lazy("Shown at once as the day somebody last looked. It changes no status.")
    where = TidyField(
        label=gettext_lazy("Where you looked"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class CheckView:
    """Mixin of the commitment's screen."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.check_view)
        own = path("<path:object_id>/check/", view, name="commitments_commitment_check")
        return [own, *super().get_urls()]

    def check_view(self, request, object_id):
        if not rules.may_check(request.user):
            raise PermissionDenied
        commitment = self.get_object(request, object_id)
        if commitment is None or not (commitment.is_public or request.method == "POST"):
            raise Http404  # what was typed meanwhile comes back with the action's refusal
        form = CheckForm(request.POST or None)
        heap = request.POST.get("heap", "")
        if request.method == "POST" and form.is_valid():
            problems = self.note(request, commitment, form.cleaned_data["where"])
            if heap in worklist.BY_NAME:
                for sentence in problems:
                    messages.warning(request, f"“{commitment}”: {sentence}")
                return redirect(pages.address(heap, request.POST))
            if not problems:
                return redirect("admin:commitments_commitment_change", commitment.pk)
            form.add_error(None, problems)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": commitment,
            "title": form.title,
            "form": form,
            "media": self.media,
        }
        return render(request, "admin/removal.html", context, status=400 if form.errors else 200)

    def note(self, request, commitment, where):
        """Note the check; returns the sentences of a refusal."""
        try:
            checking.record_check(commitment, where=where, by=request.user, at=timezone.now())
        except (Refused, ValidationError) as refusal:
            return sentences(refusal)
        messages.success(request, _("Noted: checked today, nothing new."))
        return []
