"""Publishing many submissions from the queue: a page that says what becomes of each, then the button."""

import logging

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions import bulk
from commitments.admin.forms import is_number
from commitments.queries import queue

log = logging.getLogger(__name__)
MOST = 50
SEEN = "seen-"
LIST = "admin:commitments_submission_changelist"


class BulkPublishing:
    """Mixin of the submissions' screens."""

    actions = ["ask_to_publish"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.publish_safe_view)
        own = path("publish-safe/", view, name="commitments_submission_publish_safe")
        return [own, *super().get_urls()]

    @admin.action(
        description=gettext_lazy("Publish what is safe of the selected …"), permissions=["review"]
    )
    def ask_to_publish(self, request, queryset):
        """Say of each chosen row whether it will be published, or why it will not."""
        if queryset.count() > MOST:
            messages.error(request, _("Select at most %s at a time.") % MOST)
            return None
        at, chosen = timezone.now(), list(queryset)
        inside = queue.inside([one.pk for one in chosen], limit=1)
        safe, unsafe = [], []
        for one in chosen:
            one.inside = inside.get(one.pk, queue.Inside())
            one.reasons = bulk.reasons_against(one, by=request.user, at=at)
            (unsafe if one.reasons else safe).append(one)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Publish what is safe"),
            "safe": safe,
            "unsafe": unsafe,
            "seen": SEEN,
        }
        return render(request, "admin/publish_safe.html", context)

    def publish_safe_view(self, request):
        """Publish each that was confirmed; tell of each that was not, and why."""
        if not self.has_review_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            seen = _seen(request.POST)
            inside = queue.inside(list(seen), limit=1)
            found = bulk.publish_safe(seen, by=request.user, at=timezone.now())
            _tell(request, found, inside)
        return redirect(LIST)


def _tell(request, found, inside):
    """How many became public, and of each of the others why it did not."""
    done = sum(not reasons for reasons in found.values())
    if done:
        said = ngettext(
            "%s submission is published, and written to the list of changes.",
            "%s submissions are published, and written to the list of changes.",
            done,
        )
        messages.success(request, said % done)
    for pk, reasons in found.items():
        if reasons:
            log.warning("publish refused to %s: submission %s", request.user.pk, pk)
            name = "; ".join(inside.get(pk, queue.Inside()).names) or pk
            told = {"name": name, "reasons": " ".join(reasons)}
            messages.warning(request, _("Not published: %(name)s. %(reasons)s") % told)
    if not found:
        messages.warning(request, _("Nothing was published: no submission was chosen."))


def _seen(sent):
    """The submissions that were confirmed, each with the saves of it that were shown."""
    found = {
        name.removeprefix(SEEN): value for name, value in sent.items() if name.startswith(SEEN)
    }
    pairs = [pair for pair in found.items() if all(is_number(one, digits=9) for one in pair)]
    return {int(pk): int(edits) for pk, edits in pairs[:MOST]}
