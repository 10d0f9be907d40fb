"""Submitting many drafts from the queue: only her own, each by itself, and what cannot go is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions import entry
from commitments.models import Commitment, Submission
from tests.admin.conftest import pledge_content, signed_in
from tests.ground import make_public

pytestmark = pytest.mark.once

QUEUE = "/admin/commitments/submission/"


@pytest.fixture
def drafts(public, editor, reviewer):
    """Two drafts of the editor, and one of a colleague's."""
    made = [(editor, "fuel"), (editor, "port"), (reviewer, "theirs")]
    return [
        entry.enter(Commitment(), proposed=pledge_content(id=slug, title=f"Pledge of {slug}"),
                    by=by, at=timezone.now())
        for by, slug in made
    ]  # fmt: skip


def states():
    return dict(Submission.objects.filter(origin="").values_list("pk", "state"))


def asked(client, chosen):
    sent = {"action": "ask_to_submit", "_selected_action": [one.pk for one in chosen]}
    return client.post(QUEUE, sent, follow=True).content.decode()


def test_she_is_shown_her_own_drafts_and_nothing_moves(as_editor, drafts):
    before = states()
    page = asked(as_editor, drafts)
    assert "Submit 2 drafts" in page
    assert "Pledge of theirs" not in page
    assert states() == before
    assert "None of these is a draft of yours." in asked(as_editor, drafts[2:])


def test_what_each_lacks_to_be_published_is_told_before_it_goes(as_editor, drafts, editor):
    def lacking(slug):
        bare = pledge_content(id=slug, citations=[])
        return entry.enter(Commitment(), proposed=bare, by=editor, at=timezone.now())

    lacks, some = "It needs at least one published source.", [lacking("bare-0"), *drafts]
    page = asked(as_editor, some)
    assert page.count(lacks) == 1
    assert "1 of them lacks something" in page
    assert "lacks something" not in asked(as_editor, drafts)
    with CaptureQueriesContext(connection) as few:
        asked(as_editor, some)
    more = [lacking(f"bare-{n}") for n in range(1, 4)]
    with CaptureQueriesContext(connection) as many:
        assert asked(as_editor, [*some, *more]).count(lacks) == 4
    assert len(many) == len(few) <= 19


def test_each_is_submitted_and_what_cannot_go_is_told(as_editor, drafts, centre, public, editor):
    late = entry.enter(centre, proposed=pledge_content(title="Mine"), by=editor, at=timezone.now())
    make_public(public, (centre, pledge_content(title="Theirs")))
    keys = [one.pk for one in (*drafts, late)]
    page = as_editor.post(f"{QUEUE}submit-drafts/", {"draft": [*keys, "x"]}, follow=True)
    text = page.content.decode()
    assert "2 drafts are submitted." in text
    assert f"Not submitted: #{late.pk}." in text
    found = states()
    assert [found[key] for key in keys] == ["in_review", "in_review", "draft", "draft"]


def test_who_has_no_role_submits_nothing(drafts, django_user_model):
    nobody = django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True)
    Submission.objects.filter(pk=drafts[0].pk).update(author=nobody)
    sent = {"draft": drafts[0].pk}
    assert signed_in(nobody).post(f"{QUEUE}submit-drafts/", sent).status_code == 403
    assert states()[drafts[0].pk] == "draft"
