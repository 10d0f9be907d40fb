"""Rule R10: Changes are numbered without gaps in the order of commit, whatever runs at once."""

import threading
from collections import Counter
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from commitments import content
from commitments.actions import changes, checking, removal, review
from commitments.actions.errors import Refused, WrongState
from commitments.choices import ChangeAction
from commitments.models import Change, Citation, Commitment, FeedHead, Revision
from summits.models import Source
from tests import factories as make

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="LEFT OUT on SQLite: writers cannot run at once there; `make test` runs it on PostgreSQL",
)


def event():
    return changes.Event(ChangeAction.PUBLISHED, make.ThemeFactory())


@pytest.mark.django_db
def test_changes_are_numbered_from_one_without_gaps(at):
    for count in (2, 0, 3):
        changes.record_changes([event() for _ in range(count)], at=at)
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert FeedHead.objects.get().seq == 5


@pytest.mark.django_db
def test_what_is_rolled_back_takes_no_number(at):
    class Stop(Exception):
        pass

    changes.record_changes([event()], at=at)
    with suppress(Stop), transaction.atomic():
        changes.record_changes([event()], at=at)
        raise Stop
    changes.record_changes([event()], at=at)
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_changes_outside_a_transaction_are_refused(at):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        changes.record_changes([event()], at=at)


@pytest.mark.django_db
def test_a_change_of_a_report_names_its_commitment_and_others_none(at):
    report = make.ReportFactory()
    found = [changes.Event(ChangeAction.UPDATED, one) for one in (report, report.commitment)]
    changes.record_changes(found, at=at, note="package x 1")
    logged = Change.objects.order_by("seq").values_list("record_id", "commitment_id", "note")
    slug = report.commitment.slug
    assert list(logged) == [(str(report.pk), slug, "package x 1"), (slug, "", "package x 1")]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_the_number_of_queries_does_not_grow_with_the_number_of_changes(
    at, count, django_assert_num_queries
):
    changes.one_at_a_time()
    reports = [make.ReportFactory() for _ in range(count)]
    found = [changes.Event(ChangeAction.UPDATED, report) for report in reports]
    with django_assert_num_queries(8):
        changes.record_changes(found, at=at)


def at_once(works):
    """Run works in threads that start together; what each returned or how it was refused."""
    barrier, found = threading.Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait(20)
            found.append(work())
        except (Refused, ValidationError) as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(works)
    return found


def submissions(count, editor, at):
    """Submissions in review, each of one commitment of its own."""
    for _ in range(count):
        commitment = make.whole_commitment()
        submission = review.start(by=editor, at=at)
        proposed = content.read(commitment) | {"title": "New title"}
        review.save_draft(commitment, proposed=proposed, by=editor, at=at, submission=submission)
        review.submit(submission, by=editor, at=at)
        submission.refresh_from_db()
        yield submission


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_reviewers_at_once_publish_once(editor, reviewer, at):
    """R03: looking first and writing then, all twenty would have published."""
    (submission,) = submissions(1, editor, at)
    found = at_once([lambda: review.publish(submission, by=reviewer, at=at)] * 20)
    assert Counter(map(type, found)) == {type(None): 1, WrongState: 19}
    assert Change.objects.count() == 1
    assert Revision.objects.get().version == Commitment.objects.get().version == 2


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_number_their_changes_in_the_order_of_commit(editor, reviewer, at):
    """F01: whoever reads meanwhile has a prefix."""
    ready = list(submissions(30, editor, at))
    watched, stop = [], threading.Event()

    def write(own):
        def work():
            for submission in own:
                review.publish(submission, by=reviewer, at=timezone.now())

        return work

    def watch():
        while not stop.is_set():
            watched.append(list(Change.objects.order_by("seq").values_list("seq", flat=True)))
        connections.close_all()

    watcher = threading.Thread(target=watch)
    watcher.start()
    found = at_once([write(ready[n::6]) for n in range(6)])
    stop.set()
    watcher.join(20)
    assert found == [None] * 6
    assert list(Change.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 31))
    # whoever read at any time had a prefix, so that reading on from there misses none
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in watched)
    assert len({len(numbers) for numbers in watched}) > 3


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", ["_publish_one", "record_changes"])
def test_what_is_killed_while_it_publishes_has_written_neither_record_nor_change(
    editor, reviewer, at, monkeypatch, stop
):
    """F02: both or neither."""
    (submission,) = submissions(1, editor, at)
    owner = review if stop == "_publish_one" else changes
    real = getattr(owner, stop)

    def killed(*args, **how):
        done = real(*args, **how)
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return done

    monkeypatch.setattr(owner, stop, killed)
    with pytest.raises(DatabaseError):
        review.publish(submission, by=reviewer, at=at)
    connection.close()
    monkeypatch.undo()
    submission.refresh_from_db()
    assert (submission.state, Commitment.objects.get().version) == ("in_review", 1)
    assert not Change.objects.exists()
    review.publish(submission, by=reviewer, at=at)
    assert Change.objects.get().seq == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_checks_and_a_publication_at_once_do_not_wait_for_one_another(editor, reviewer, at):
    for submission in submissions(10, editor, at):
        commitment = Commitment.objects.get(pk=submission.revisions.get().record_key)

        def check(number, commitment=commitment):
            where = f"In archive {number}."
            return checking.record_check(commitment, where=where, by=reviewer, at=at).where

        works = [lambda number=number: check(number) for number in range(4)]
        works.append(lambda own=submission: review.publish(own, by=reviewer, at=timezone.now()))
        assert set(at_once(works)) == {None, *(f"In archive {number}." for number in range(4))}


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_last_two_sources_of_a_record_do_not_go_at_once(manager, at):
    sources = []
    for _ in range(8):
        commitment = make.whole_commitment()
        make.CitationFactory(commitment=commitment)
        sources += [citation.source for citation in commitment.citations.all()]
    found = at_once(
        [
            lambda one=one: removal.retract(one, by=manager, at=at, reason="Forged")
            for one in sources
        ]
    )
    assert sum(outcome is None for outcome in found) == 8
    assert Citation.objects.public().count() == 8


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_editors_with_one_address_at_once_make_one_source(editor, person, at):
    """R07: the address is unique in the database; two addresses are two sources."""

    def save(by, slug, url):
        def work():
            proposed = content.read(make.SourceFactory.build(slug=slug, url=url))
            submission = review.start(by=by, at=at)
            review.save_draft(Source(), proposed=proposed, by=by, at=at, submission=submission)

        return work

    other = person("olga", "contributor")
    works = [
        save(editor, "one", "https://nss.example/a"),
        save(other, "two", "http://NSS.example:80/a#x"),
    ]
    try:
        found = at_once(works)
    finally:
        assert Source.objects.count() == 1
    assert sum(outcome is None for outcome in found) == 1
    assert at_once([save(other, n, f"https://nss.example/{n}") for n in ("b", "c")]) == [None] * 2
