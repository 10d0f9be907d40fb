"""Why a record cannot be saved any more, in words, and what its editor can do about it."""

import re

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions import review
from commitments.actions.errors import WrongState
from commitments.admin.desk import desk_of
from commitments.admin.inlines import PARENTS

NAMES_PARENT = re.compile(
    rf"\w+-\d+-({'|'.join(PARENTS)})"
)  # the row's field of a record that is gone


def of(request, record):
    """A sentence about the state that keeps this user from saving the record; empty if none does."""
    held = desk_of(request, record).elsewhere
    if held is not None and held.author_id == request.user.pk:
        return _(
            "Not saved: you have submitted this meanwhile. What you typed is still here. "
            "Take the submission back to save it."
        )
    if held is not None:
        return _(
            "Not saved: this record is the draft of another editor, %(author)s. What you typed is "
            "still here. Copy it, and wait until the record is public."
        ) % {"author": held.sender}
    revision = desk_of(request, record).revision
    if revision is not None and revision.brings_back(record):
        return ""
    if record.retracted_at:
        return _(
            "Not saved: the record has been retracted meanwhile. What you typed is still here. "
            "Copy what you want to keep."
        )
    if record.merged_into_id:
        return _(
            "Not saved: the record has been merged into “%(survivor)s” meanwhile. What you typed "
            "is still here. Copy it there."
        ) % {"survivor": record.merged_into}
    return ""


def held_in_review(request, record):
    """The user's own submission in review that holds the record, which she may take back."""
    held = desk_of(request, record).elsewhere
    return held if held is not None and held.author_id == request.user.pk else None


class InTime:
    """Mixin of records' screens: what was typed too late comes back, with what can be done."""

    def be_in_time(self, request, record):
        """Take the editor's submission back if she pressed so; refuse what comes too late."""
        if request.method != "POST" or not self.has_change_permission(request, record):
            return
        held = held_in_review(request, record)
        if held is not None and "_takeback" in request.POST:
            review.take_back(held, by=request.user, at=timezone.now())
            request.__dict__.pop("desks", None)
        late = of(request, record)
        if late:
            raise WrongState(late)

    def entered_anew(self, request):
        """What was typed into a draft that is gone, as the form of a new record."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.refusal = WrongState(
            _("This draft has been discarded meanwhile. Save what you typed to enter it anew.")
        )
        request.POST = request.POST.copy()
        for name in filter(NAMES_PARENT.fullmatch, list(request.POST)):
            del request.POST[name]
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return self.changeform_view(request, None, address)
