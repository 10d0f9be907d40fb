"""What a partner sends: a progress report with its new sources, straight into review, never public."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db import models as db
from django.db.models import F

from commitments import columns, content
from commitments.actions import audit, captures, drafts
from commitments.actions.drafts import Fault
from commitments.actions.errors import Refused, WrongState
from commitments.actions.handing_on import remove
from commitments.choices import ReviewState
from commitments.content import Content
from commitments.models import (
    OPEN_STATES,
    Partner,
    ProgressReport,
    Revision,
    Submission,
)
from summits.models import Source

__all__ = [
    "Fault",
    "Sent",
    "Unfit",
    "own",
    "receive",
    "refuse_decided",
    "revise",
    "whole",
    "withdraw",
]
UNDECIDED = [*OPEN_STATES, ReviewState.IN_REVIEW]
NAMED = "An editor's draft names a source of it by now. Write to us."


class Unfit(Refused):
    """What was sent breaks rules; ``faults`` are all of them, each with its place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.detail for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Sent:
    """A report as it was sent. A citation's source is a slug, or empty where ``sources`` has a new
    one under the citation's place; ``faults`` are what could not be read."""

    report: Content
    sources: dict[int, Content] = field(default_factory=dict)
    note: str = ""
    faults: tuple[Fault, ...] = ()


def own(partner: Partner) -> db.QuerySet[Submission]:
    """What a partner has sent."""
    return Submission.objects.filter(partner=partner)


def whole(rows: db.QuerySet[Submission]) -> db.QuerySet[Submission]:
    """The same with all that is in them."""
    return rows.prefetch_related("revisions")


@transaction.atomic
def receive(sent: Sent, *, partner: Partner, at: datetime.datetime) -> Submission:
    """Put a partner's report in review. Raises Unfit with everything that is wrong."""
    submission = Submission(partner=partner, created_at=at, edited_at=at, submitted_at=at)
    submission.state, submission.note = ReviewState.IN_REVIEW, sent.note
    submission.save()
    _write(submission, sent, ProgressReport())
    audit.moved(submission, "", ReviewState.IN_REVIEW, by=partner, at=at)
    return submission


@transaction.atomic
def revise(
    submission: Submission, sent: Sent, *, partner: Partner, at: datetime.datetime
) -> Submission:
    """Put another text in the place of one that is undecided, and in review. Raises Unfit, WrongState."""
    submission = _locked(submission, partner)
    before = submission.state
    reports = submission.revisions.get(record_type="progress_report")
    gone = remove(submission, refusal=NAMED)
    captures.come_back(gone, _write(submission, sent, ProgressReport(pk=reports.record_key)))
    Submission.objects.filter(pk=submission.pk).update(
        state=ReviewState.IN_REVIEW,
        note=sent.note,
        edits=F("edits") + 1,
        edited_at=at,
        submitted_at=at,
    )
    submission.refresh_from_db()
    audit.moved(submission, before, ReviewState.IN_REVIEW, by=partner, at=at)
    return submission


@transaction.atomic
def withdraw(submission: Submission, *, partner: Partner, at: datetime.datetime) -> None:
    """Take an undecided submission away, with the drafts in it. Raises WrongState."""
    submission = _locked(submission, partner)
    audit.moved(submission, submission.state, "withdrawn", by=partner, at=at)
    remove(submission, refusal=NAMED)
    submission.delete()


def _locked(submission: Submission, partner: Partner) -> Submission:
    found = own(partner).select_for_update().filter(pk=submission.pk).first()
    refuse_decided(found)
    return found


def refuse_decided(found: Any) -> None:
    """Raise WrongState for what is public, and for what is there no more."""
    if found is None:
        raise WrongState("This submission has just been withdrawn.")
    if found.state not in UNDECIDED:
        raise WrongState("This submission has been published; send a new report instead.")


def _write(submission: Submission, sent: Sent, report: ProgressReport) -> list[Source]:
    """Check everything, then write the drafts and their revisions; all or nothing. The new sources."""
    faults, unread = list(sent.faults), {place_of(fault) for fault in sent.faults}
    rows, cited = [], []
    for place, citation in enumerate(sent.report["citations"]):
        citation = citation | {"source": content.current_name("source", citation["source"])}
        if place in sent.sources:
            source, found = drafts.source(sent.sources[place], f"/citations/{place}/source")
            faults += [fault for fault in found if place_of(fault) not in unread]
            rows += [] if found else [source]
            citation = citation | {"source": source.slug}
        cited.append(citation)
    proposed = sent.report | {"id": str(report.pk), "citations": cited}
    proposed = content.with_names("progress_report", proposed, content.current_name)
    new = {place: cited[place]["source"] for place in sent.sources}
    checked = drafts.faults_of_report(report, proposed, cited, new)
    faults += [fault for fault in checked if place_of(fault) not in unread]
    if faults:
        raise Unfit(list(dict.fromkeys(faults)))
    try:
        with transaction.atomic():
            content.apply(report, proposed)
    except (IntegrityError, ValidationError) as error:  # what it names has just gone
        raise WrongState("What the report names has changed meanwhile. Send it again.") from error
    for record in [*rows, report]:
        Revision.objects.create(
            submission=submission,
            record_type=columns.record_type_of(record),
            record_key=str(record.pk),
            base_version=0,
            content=proposed if record is report else content.read(record),
        )
    return rows


def place_of(fault: Fault) -> str:
    """Where a fault stands; a measure and a reporter are one place each."""
    whole = "/".join(fault.pointer.split("/")[:2])
    return whole if whole in {"/measure", "/reported_by"} else fault.pointer
