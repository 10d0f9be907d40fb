"""An editor enters pledges: one screen, one submission, and nothing public."""

import pytest

from commitments.actions import review
from commitments.models import Change, Commitment, ProgressReport, Submission
from summits.models import Party, Source, Theme
from tests.admin.conftest import ADD, NEW_SOURCE, REPORT, edit_url, errors, pk, pledge_form, rows


def test_a_pledge_with_a_report_and_a_new_source_is_one_submission(as_editor, editor):
    changes = Change.objects.count()
    answer = as_editor.post(ADD, pledge_form(reports=[REPORT], _submit="1"))
    assert answer.status_code == 302, errors(answer)
    submission = Submission.objects.get(author=editor)
    assert submission.state == "in_review"
    assert sorted(r.record_type for r in submission.revisions.all()) == [
        "commitment",
        "progress_report",
        "source",
    ]
    pledge = Commitment.objects.get(slug="chn-2010-train-two-thousand-people")
    assert pledge.version == 0
    assert not Commitment.objects.published().filter(pk=pledge.pk).exists()
    source = Source.objects.get(url="https://example.org/second")
    assert source.slug == "example-2012-second-source"
    report = ProgressReport.objects.get(commitment=pledge)
    assert [c.source for c in report.citations.all()] == [source]
    assert Change.objects.count() == changes
