"""Contents that could be published, to change one thing in; and how they get into review."""

import uuid

from commitments.actions import review
from tests import factories as make


def proposal(**facts):
    """The content of a commitment that could be published."""
    return {
        "id": "new-pledge",
        "kind": "national",
        "summit": make.SummitFactory().slug,
        "document": None,
        "implements": None,
        "title": "New",
        "summary": "It will be done.",
        "promise_known_from": "stated",
        "made_on": "2012-03-27",
        "target_date": None,
        "target_quantity": None,
        "target_unit": "",
        "themes": [make.ThemeFactory().slug],
        "done_when": "",
        "assessable": True,
        "not_assessable_why": "",
        "parties": [
            {"party": make.PartyFactory().code, "role": "lead", "joined_on": None, "left_on": None}
        ],
        "citations": [{"source": make.SourceFactory().slug, "locator": "p. 1"}],
    } | facts


def report_proposal(commitment, **facts):
    return {
        "id": str(uuid.uuid4()),
        "commitment": commitment.slug,
        "party": None,
        "date": "2015",
        "status": "completed",
        "basis": "third_party",
        "summary": "Done.",
        "measure_quantity": None,
        "measure_unit": "",
        "reported_by": "A newspaper",
        "citations": [{"source": make.SourceFactory().slug, "locator": ""}],
    } | facts


def submitted(editor, at, *drafts):
    """A submission of new records, each given as (record, content), in review."""
    submission = review.start(by=editor, at=at)
    for record, proposed in drafts:
        review.save_draft(record, proposed=proposed, by=editor, at=at, submission=submission)
    review.submit(submission, by=editor, at=at)
    submission.refresh_from_db()
    return submission
