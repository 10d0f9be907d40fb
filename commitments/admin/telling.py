"""What an editor is told of a submission that she has just sent to review."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.actions import readiness
from commitments.admin.queue import MOST_READ
from commitments.columns import record_type_of
from commitments.queries import queue

MOST_NAMED = 10


def tell(request, submission, record):
    """What went along with this record, and what is missing still."""
    _tell_what_went_along(request, submission, record)
    held = list(queue.revisions_in(submission)[:MOST_READ])
    for sentence in readiness.missing(submission, held)[:MOST_NAMED]:
        messages.warning(request, _("Before it can be published: %s") % sentence)


def _tell_what_went_along(request, submission, record):
    """How many records went to review with this one, and which."""
    own = {"record_type": record_type_of(record), "record_key": str(record.pk)}
    others = queue.revisions_in(submission).exclude(**own)
    count = others.count()
    if not count:
        return
    names = "; ".join(map(queue.told, others[:MOST_NAMED])) + ("; …" if count > MOST_NAMED else "")
    said = ngettext(
        "%(count)s record went to review with it: %(names)s.",
        "%(count)s records went to review with it: %(names)s.",
        count,
    )
    messages.info(request, said % {"count": count, "names": names})
