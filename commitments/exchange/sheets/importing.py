"""From a spreadsheet to drafts: kept between the dry run and the press, made all at once, never public."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions import review
from commitments.actions.errors import Invalid, Refused, Stale, WrongState
from commitments.exchange.sheets.grids import Book, from_json
from commitments.exchange.sheets.plan import Plan, plan
from commitments.exchange.sheets.rows import Row
from commitments.models import SheetImport, Submission
from summits.text import CONTROL

KEPT_FOR = datetime.timedelta(days=1)
MOST_KEPT = 5


def keep(book: Book, *, name: str, by: Any, at: datetime.datetime) -> SheetImport:
    """Keep what was read for its owner's next step. Old ones go: after a day, and beyond five."""
    forget_old(at=at)
    kept = SheetImport.objects.create(
        owner=by, name=shown_name(name), book=book.as_json(), created_at=at
    )
    newest = SheetImport.objects.filter(owner=by).values_list("pk", flat=True)[:MOST_KEPT]
    SheetImport.objects.filter(owner=by).exclude(pk__in=list(newest)).delete()
    return kept


def forget_old(*, at: datetime.datetime) -> None:
    """Delete what nobody has made drafts of for a day."""
    SheetImport.objects.filter(created_at__lt=at - KEPT_FOR).delete()


def shown_name(name: str) -> str:
    """A file's name as a page and a note may show it."""
    return CONTROL.sub("", name)[-100:].strip()


def look(kept: SheetImport, *, by: Any) -> Plan:
    """The dry run of what was kept, against the record as it is now."""
    return plan(from_json(kept.book), by=by)


@transaction.atomic
def make_drafts(
    pk: int, *, by: Any, at: datetime.datetime, seen: str, reason: str = ""
) -> Submission:
    """Make drafts of the good rows of what was kept; ``seen`` is the stamp of the dry run looked at.

    Raises SheetImport.DoesNotExist for another's or none, and what propose raises.
    """
    kept = SheetImport.objects.select_for_update().get(pk=pk, owner=by)
    if kept.book is None:
        raise WrongState(_("The drafts of this spreadsheet have been made already."))
    planned = look(kept, by=by)
    if planned.stamp != seen:
        raise Stale(_("The record has changed since the dry run. Here is how it stands now."))
    submission = propose(planned, name=kept.name, by=by, at=at, reason=reason)
    SheetImport.objects.filter(pk=kept.pk).update(book=None, submission=submission)
    return submission


@transaction.atomic
def propose(
    planned: Plan, *, name: str, by: Any, at: datetime.datetime, reason: str = ""
) -> Submission:
    """One submission, a draft, with a revision of each good row; all or none.

    Raises Invalid or WrongState, and then nothing is changed.
    """
    if not planned.drafts:
        raise WrongState(_("There is no row to make a draft of."))
    submission = review.start(by=by, at=at)
    for row in planned.drafts:
        _save(row, by=by, at=at, submission=submission)
    note = _("From the spreadsheet “%s”.") % name
    Submission.objects.filter(pk=submission.pk).update(note=note, reason=reason)
    submission.refresh_from_db()
    return submission


def _save(row: Row, *, by: Any, at: datetime.datetime, submission: Submission) -> None:
    """Save one draft as the form does, so that no rule is asked of one and not of the other."""
    record = row.record
    try:
        review.save_draft(
            record,
            proposed=row.proposed,
            by=by,
            at=at,
            submission=submission,
            base_version=record.version,
        )
    except (Refused, ValidationError) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        where = _("Row %(row)s of “%(sheet)s”") % {"row": row.number, "sheet": row.sheet.name}
        raise Invalid([f"{where}: {sentence}" for sentence in sentences]) from error
