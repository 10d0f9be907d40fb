"""A submission of thousands of records is read a page at a time, at the cost of a page."""

import contextlib

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Commitment, Revision, Submission
from summits.models import Summit
from tests import factories as make
from tests.admin.conftest import pledge_content
from tests.admin.test_review import QUEUE

COUNT = 2000


@pytest.fixture
def large(public, editor):
    """Two thousand pledges of an editor's, in review."""
    at, summit = timezone.now(), Summit.objects.get()
    moved = dict.fromkeys(("created_at", "edited_at", "submitted_at"), at)
    submission = Submission.objects.create(author=editor, state="in_review", **moved)
    named = [(f"pledge-{n}", f"Pledge number {n}") for n in range(COUNT)]
    build = make.CommitmentFactory.build
    Commitment.objects.bulk_create(
        build(draft=True, slug=slug, title=title, summit=summit) for slug, title in named
    )
    keys = dict(Commitment.objects.values_list("slug", "pk"))
    kind = {"submission": submission, "record_type": "commitment", "base_version": 0}
    Revision.objects.bulk_create(
        Revision(**kind, record_key=keys[slug], content=pledge_content(id=slug, title=title))
        for slug, title in named
    )
    return submission


@contextlib.contextmanager
def read():
    """Collects the revisions that are read from the database."""
    found = []

    def note(instance, **_how):
        found.append(instance.pk)

    post_init.connect(note, sender=Revision)
    yield found
    post_init.disconnect(note, sender=Revision)


def asked(client, address):
    """A page, how many queries it took and how many revisions were read for it."""
    with CaptureQueriesContext(connection) as queries, read() as revisions:
        page = client.get(address)
    return page, len(queries), len(revisions)


def test_a_page_of_a_large_submission_costs_what_a_page_costs(
    as_reviewer, as_editor, large, monkeypatch
):
    monkeypatch.setattr("commitments.admin.review.MOST_READ", 20)
    screen = f"{QUEUE}{large.pk}/change/"
    for client in (as_reviewer, as_editor):
        client.get("/admin/")  # what the first request of a session writes
    for number, first in ((1, 0), (100, 1980)):
        page, queries, revisions = asked(as_reviewer, f"{screen}?p={number}")
        assert (queries, revisions) == (14, 20)
        shown = [one.revision.content["id"] for one, *_rest in page.context["proposals"]]
        assert shown == [f"pledge-{n}" for n in range(first, first + 20)]
        text = page.content.decode()
        assert f"Records {first + 1} to {first + 20} of {COUNT} are shown." in text
        assert text.count('value="Publish"') == 1
    Submission.objects.filter(pk=large.pk).update(state="draft")
    page, queries, revisions = asked(as_editor, f"{QUEUE}{large.pk}/discard/")
    assert (queries, revisions) == (11, 20)
    assert f"and the others, {COUNT} in all" in page.content.decode()
    Submission.objects.filter(pk=large.pk).update(state="published", four_eyes_waived=True)
    for number, name in ((1, "Pledge number 0"), (100, "Pledge number 1999")):
        page, queries, revisions = asked(as_reviewer, f"{screen}?p={number}")
        assert (queries, revisions) == (8, 20)
        assert f"commitment: {name}<" in page.content.decode()
        assert f"Page {number} of 100" in page.content.decode()
