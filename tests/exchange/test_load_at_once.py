"""A load that is killed, two loads at once, and a load while editors work (case U07)."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from commitments import content
from commitments.actions import review, standings
from commitments.actions.errors import Stale
from commitments.exchange.reading import BadPackage
from commitments.models import Change, Commitment, LoadedPackage, Revision
from tests.actions.test_changes import at_once, on_postgresql


def drafted(slug, editor, *, submit=False):
    """An editor's draft of a record that was loaded."""
    record, at = Commitment.objects.get(slug=slug), timezone.now()
    submission = review.start(by=editor, at=at)
    proposed = content.read(record) | {"title": "By an editor"}
    review.save_draft(record, proposed=proposed, by=editor, at=at, submission=submission)
    if submit:
        review.submit(submission, by=editor, at=at)
    submission.refresh_from_db()
    return submission


@pytest.mark.django_db
def test_a_load_takes_nothing_from_under_an_editor(package, editor):
    """U07: her draft is kept and she is told of the new version; one of what the load left goes on."""
    package.load()
    touched, left = drafted("chn-centre", editor), drafted("wide", editor)
    package.set("commitments", 2, "title", "From the package")
    assert package.load() == (0, 1, 14)
    with pytest.raises(Stale, match="version 2"):
        review.submit(touched, by=editor, at=timezone.now())
    assert touched.revisions.get().content["title"] == "By an editor"
    assert Commitment.objects.get(slug="chn-centre").title == "From the package"
    review.submit(left, by=editor, at=timezone.now())


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_load_whose_connection_is_killed_leaves_nothing(package, monkeypatch):
    """U07: after all its rows are written; started again, it loads whole."""

    def killed(_pks):
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Commitment.objects.count()

    monkeypatch.setattr(standings, "refresh", killed)
    with pytest.raises(DatabaseError):
        package.load()
    connection.close()
    monkeypatch.undo()
    for model in (Commitment, Change, Revision, LoadedPackage):
        assert not model.objects.exists()
    assert package.load() == (15, 0, 0)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_loads_at_once_the_second_waits_and_finds_nothing_to_do(package):
    """U07: each record is made once."""
    assert sorted(at_once([package.load] * 2)) == [(0, 0, 15), (15, 0, 0)]
    assert Change.objects.count() == Revision.objects.count() == 15


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_a_load_and_a_publication_at_once_one_is_refused(package, editor, reviewer):
    """U07: whoever comes second is told, and what the first wrote stands."""
    package.load()
    submission = drafted("chn-centre", editor, submit=True)
    package.set("commitments", 2, "title", "From the package")

    def load():
        try:
            return package.load()
        except BadPackage as refusal:
            return refusal

    found = at_once([load, lambda: review.publish(submission, by=reviewer, at=timezone.now())])
    first = "From the package" if (0, 1, 14) in found else "By an editor"
    assert [isinstance(one, (BadPackage, Stale)) for one in found].count(True) == 1, found
    record = Commitment.objects.get(slug="chn-centre")
    assert (record.title, record.version) == (first, 2)
