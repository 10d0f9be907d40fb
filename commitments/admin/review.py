"""The screen on which a submission is read and decided."""

import logging

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import columns, rules
from commitments.actions import readiness, review
from commitments.actions.errors import Invalid, NotAllowed, Refused
from commitments.admin.bulk_submitting import BulkSubmitting
from commitments.admin.forms import TidyField, is_number
from commitments.admin.listing import ReadOnly, Unreadable
from commitments.admin.queue import MOST_READ, Queue
from commitments.choices import ReviewState
from commitments.models import Submission
from commitments.queries import concerns, queue, submissions, visibility

log = logging.getLogger(__name__)
DONE = {
    "submit": gettext_lazy("Submitted. A second person reviews it now."),
    "take-back": gettext_lazy("Taken back. You can go on editing."),
    "send-back": gettext_lazy("Sent back to its author with your comment."),
    "publish": gettext_lazy("Published, and written to the list of changes."),
    "discard": gettext_lazy("The draft is discarded."),
}


class CommentForm(forms.Form):
    """What a reviewer writes to an author; whether it is needed, the action says."""

    comment = TidyField(required=False, max_length=2000)


@admin.register(Submission)
class SubmissionAdmin(BulkSubmitting, Queue, ReadOnly, Unreadable, admin.ModelAdmin):
    """States move by the buttons of the review screen only, and each button calls an action."""

    def has_review_permission(self, request):
        return rules.reviews(request.user)

    def get_urls(self):
        view = self.admin_site.admin_view(self.decide_view)
        own = [
            path(
                f"<int:pk>/{verb}/",
                view,
                {"verb": verb},
                name=f"commitments_submission_{verb.replace('-', '_')}",
            )
            for verb in DONE
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        submission = self.get_object(request, object_id)
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        if submission is None and visibility.sees_own_only(request.user):
            raise Http404
        if submission is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.screen(request, submission)

    def screen(self, request, submission, *, refused=(), status=200, comment=""):
        """The review screen; with what was refused, where something was."""
        user = request.user
        undecided = submission.state == ReviewState.IN_REVIEW
        page = self._page_of(request, submission)
        brief = page.has_other_pages() and submission.state == ReviewState.PUBLISHED
        found = [] if brief else submissions.proposals(submission, page)
        look, unlikely = self._concerns(submission, found, user)
        may_edit = rules.may_edit(user, submission)
        may_decide = undecided and self._may_review(user, submission)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Submission %s") % submission.pk,
            "submission": submission,
            "proposals": [
                (one, self._edit_url(one.revision), unlikely.get(one.revision.pk, []))
                for one in found
            ],
            "second_look": look,
            "inside": page,
            "names": self._names_on(page) if brief else None,
            "missing": self._missing(submission, found) if may_edit or may_decide else [],
            "refused": refused,
            "comment": comment,
            "may_edit": may_edit,
            "may_take_back": rules.may_take_back(user, submission),
            "may_decide": may_decide,
            "own_in_review": undecided and submission.author_id == user.pk,
            "one_person": settings.ONE_PERSON and submission.author_id == user.pk,
            "media": self.media,
        }
        return render(request, "admin/review.html", context, status=status)

    @staticmethod
    def _concerns(submission, found, user):
        """Why to read it with care, and by revision what is unlikely in it."""
        changed = [(one.revision, one.before) for one in found]
        look, warned = concerns.all_of(submission, changed, user)
        unlikely = {}
        for concern in warned:
            unlikely.setdefault(concern.record.pk, []).append(concern)
        return look, unlikely

    @staticmethod
    def _missing(submission, found):
        """What it lacks to be published, for who can mend or decide that."""
        named = found[0].named if found else {}
        return readiness.missing(submission, [one.revision for one in found], named)

    @staticmethod
    def _page_of(request, submission):
        """At most a hundred records: a submission may hold hundreds of thousands."""
        pages = Paginator(queue.revisions_in(submission), MOST_READ)
        if submission.records <= MOST_READ:
            pages.count = submission.records
        return pages.get_page(request.GET.get("p"))

    def _names_on(self, page):
        """What is in a large submission that nobody reads field by field any more."""
        return [(one, queue.told(one), self._edit_url(one)) for one in page]

    @staticmethod
    def _edit_url(revision):
        opts = columns.BY_TYPE[revision.record_type].model._meta
        name = f"admin:{opts.app_label}_{opts.model_name}_change"
        return reverse(name, args=[revision.record_key])

    @staticmethod
    def _may_review(user, submission):
        return rules.may_review(user, submission, one_person=settings.ONE_PERSON)

    def decide_view(self, request, pk, verb):
        """One button. Discarding asks first; a refusal shows the screen again and says why."""
        submission = self.get_queryset(request).filter(pk=pk).first()
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        if submission is None:
            raise Http404
        if request.method != "POST":
            if verb == "discard" and rules.may_edit(request.user, submission):
                return self._ask_discard(request, submission)
            return redirect("admin:commitments_submission_change", pk)
        try:
            self._act(request, submission, verb)
        except Invalid as refusal:
            status, refused = 400, refusal.problems
        except NotAllowed as refusal:
            log.warning("%s refused to %s: submission %s", verb, request.user.pk, pk)
            status, refused = 403, [str(refusal)]
        except Refused as refusal:
            status, refused = 409, [str(refusal)]
        else:
            return self._done(request, submission, verb)
        submission = self.get_queryset(request).get(pk=pk)
        if verb == "publish" and self._has_published(request.user, submission):
            return self._done(request, submission, verb)
        return self.screen(
            request,
            submission,
            refused=refused,
            status=status,
            comment=request.POST.get("comment", ""),
        )

    @staticmethod
    def _has_published(user, submission):
        """Whether the button was pressed twice: what she wants is done."""
        return submission.state == ReviewState.PUBLISHED and submission.reviewer_id == user.pk

    @staticmethod
    def _done(request, submission, verb):
        messages.success(request, DONE[verb])
        if verb in ("discard", "publish", "send-back"):
            return redirect("admin:commitments_submission_changelist")
        return redirect("admin:commitments_submission_change", submission.pk)

    def _act(self, request, submission, verb):
        """Call the action behind a button."""
        by, at = request.user, timezone.now()
        if verb == "submit":
            review.submit(submission, by=by, at=at)
        elif verb == "take-back":
            review.take_back(submission, by=by, at=at)
        elif verb == "discard":
            review.discard(submission, by=by, at=at)
        elif verb == "send-back":
            comment = CommentForm(request.POST)
            if not comment.is_valid():
                raise Invalid(comment.errors["comment"])
            review.send_back(submission, by=by, at=at, comment=comment.cleaned_data["comment"])
        else:
            seen = request.POST.get("seen_edits", "")
            if not is_number(seen, digits=9):
                raise Invalid([_("Reload the page and read it before you publish.")])
            review.publish(
                submission, by=by, at=at, seen_edits=int(seen), one_person=settings.ONE_PERSON
            )

    def _ask_discard(self, request, submission):
        page = self._page_of(request, submission)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Discard draft"),
            "submission": submission,
            "proposals": submissions.proposals(submission, page),
            "inside": page,
        }
        return render(request, "admin/discard.html", context)
