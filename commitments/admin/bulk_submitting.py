"""Submitting many drafts from the queue: a page that names those that will go, then the button."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import rules
from commitments.actions import readiness, review
from commitments.actions.errors import Refused, sentences
from commitments.admin.bulk import LIST, MOST, BulkPublishing
from commitments.admin.forms import is_key
from commitments.admin.queue import MOST_READ
from commitments.admin.telling import MOST_NAMED
from commitments.models import Submission
from commitments.queries import queue


class BulkSubmitting(BulkPublishing):
    """Mixin of the submissions' screens: her own drafts one by one in one go, each as by its own button."""

    actions = [*BulkPublishing.actions, "ask_to_submit"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.submit_drafts_view)
        own = path("submit-drafts/", view, name="commitments_submission_submit_drafts")
        return [own, *super().get_urls()]

    @admin.action(description=gettext_lazy("Submit my drafts among the selected …"))
    def ask_to_submit(self, request, queryset):
        """Name the drafts among the chosen rows that would be submitted."""
        selected = list(queryset[: MOST + 1])
        if len(selected) > MOST:
            messages.error(request, _("Select at most %s at a time.") % MOST)
            return None
        chosen = [one for one in selected if rules.may_edit(request.user, one)]
        if not chosen:
            messages.error(request, _("None of these is a draft of yours."))
            return None
        inside = queue.inside([one.pk for one in chosen], limit=1)
        prefetch_related_objects(chosen, "revisions")
        missing = readiness.missing_in_each({one: one.held[:MOST_READ] for one in chosen})
        for one in chosen:
            one.inside = inside.get(one.pk, queue.Inside())
            one.missing = missing[one.pk][:MOST_NAMED]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Submit drafts"),
            "drafts": chosen,
            "lacking": sum(bool(one.missing) for one in chosen),
        }
        return render(request, "admin/submit_drafts.html", context)

    def submit_drafts_view(self, request):
        """Submit each that was confirmed; tell of each that was not, and why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            keys = [pk for pk in request.POST.getlist("draft") if is_key(pk)][:MOST]
            _submit(request, Submission.objects.filter(pk__in=keys, author=request.user))
        return redirect(LIST)


def _submit(request, drafts):
    """Submit what can be; say how many went and what kept the others."""
    done = 0
    for one in drafts:
        try:
            review.submit(one, by=request.user, at=timezone.now())
        except (Refused, ValidationError) as refusal:
            told = {"number": one.pk, "reasons": " ".join(sentences(refusal))}
            messages.warning(request, _("Not submitted: #%(number)s. %(reasons)s") % told)
        else:
            done += 1
    said = ngettext(
        "%s draft is submitted. A second person reviews it now.",
        "%s drafts are submitted. A second person reviews them now.",
        done,
    )
    (messages.success if done else messages.warning)(request, said % done)
