"""Cases R01, R02, R08: no way leads round the second person, and each way is open to her."""

import pytest

from commitments.models import AuditEntry, Commitment, Submission
from tests.admin.conftest import ADD, edit_url, pledge_form, signed_in
from tests.admin.test_editing import edit_form
from tests.admin.test_review import QUEUE, press


@pytest.fixture
def own(as_reviewer, reviewer):
    """A pledge that a reviewer submitted herself."""
    as_reviewer.post(ADD, pledge_form(_submit="1"))
    return Submission.objects.get(author=reviewer)


def test_neither_a_second_tab_nor_a_forged_form_publishes_ones_own(own, reviewer, person, caplog):
    """R01: refused and logged each time; a second person publishes it."""
    other = person("rosa", "reviewer")
    forged = {"one_person": "1", "author": other.pk, "reviewer": other.pk, "four_eyes_waived": "1"}
    for sent in ({}, forged):
        answer = press(signed_in(reviewer), own, "publish", seen_edits=own.edits, **sent)
        assert answer.status_code == 403
    assert caplog.text.count(f"publish refused to {reviewer.pk}: submission {own.pk}") == 2
    assert not Commitment.objects.published().exists()
    assert press(signed_in(other), own, "publish", seen_edits=own.edits).status_code == 302
    own.refresh_from_db()
    assert (own.state, own.reviewer, own.four_eyes_waived) == ("published", other, False)


def test_what_a_reviewer_edits_meanwhile_is_not_what_she_publishes(
    as_editor, as_reviewer, reviewer, centre
):
    """R02: her edit is a draft of her own, which waits for somebody else."""
    authors = edit_form(as_editor, centre) | {"title": "By the author", "_submit": "1"}
    as_editor.post(edit_url(centre), authors)
    submission = Submission.objects.get(state="in_review")
    hers = edit_form(as_reviewer, centre) | {"title": "By the reviewer", "_submit": "1"}
    assert as_reviewer.post(edit_url(centre), hers).status_code == 302
    draft = Submission.objects.get(author=reviewer)
    assert press(as_reviewer, draft, "publish", seen_edits=draft.edits).status_code == 403
    answer = press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    assert answer.status_code == 302
    centre.refresh_from_db()
    assert (centre.title, centre.version) == ("By the author", 2)


def test_who_is_alone_publishes_while_the_switch_is_on_and_no_longer(own, as_reviewer, settings):
    """R08: page, record and log say so at the time; switched off, it is refused, and what was is told."""
    alone = "This installation is kept by one person"
    settings.ONE_PERSON = True
    assert alone in as_reviewer.get("/method/").content.decode()
    assert press(as_reviewer, own, "publish", seen_edits=own.edits).status_code == 302
    entry = AuditEntry.objects.filter(kind="submission_moved").latest("pk")
    assert entry.details["rule"] == "one person publishes alone"
    settings.ONE_PERSON = False
    assert alone not in as_reviewer.get("/method/").content.decode()
    page = as_reviewer.get(f"{QUEUE}{own.pk}/change/").content.decode()
    assert "Published without a second person" in page
    as_reviewer.post(ADD, pledge_form(title="Close a reactor", _submit="1"))
    second = Submission.objects.get(state="in_review")
    assert press(as_reviewer, second, "publish", seen_edits=second.edits).status_code == 403
