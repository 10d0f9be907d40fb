"""What an editor is told of a submission that she has just sent to review."""

from django.contrib import messages
from django.utils.translation import ngettext

from commitments.columns import record_type_of
from commitments.queries import queue

MOST_NAMED = 10


def tell_what_went_along(request, submission, record):
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
