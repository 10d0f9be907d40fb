"""Twenty people at once on the same ten records: whatever they do, the record stays whole (R7 to R12).

It blows for ``STORM_SECONDS``; ``--junitxml FILE -o junit_family=xunit1`` says how often each act was done.
"""

import os
import random
import threading
import time
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import Q
from django.utils import timezone

from commitments import content
from commitments.actions import checking, removal, returning, review, standings
from commitments.actions.errors import Refused
from commitments.choices import ChangeAction, ReviewState
from commitments.models import OPEN_STATES, Change, Commitment, Revision, Submission
from tests import factories as make
from tests.actions.test_changes import on_postgresql

SECONDS = float(os.environ.get("STORM_SECONDS", "6"))
MOST = 2
IN_REVIEW = ReviewState.IN_REVIEW


def some(chance, rows):
    """One of a few rows, or None."""
    return chance.choice([*rows[:20]] or [None])


def edit(me, chance):
    record = some(chance, Commitment.objects.published())
    if record is None:
        return
    held = some(chance, Submission.objects.filter(author=me, state__in=OPEN_STATES))
    submission = held or review.start(by=me, at=timezone.now())
    proposed = content.read(record) | {"title": f"Title {chance.random()}"}
    review.save_draft(record, proposed=proposed, by=me, at=timezone.now(), submission=submission)
    review.submit(submission, by=me, at=timezone.now())


def publish(me, chance):
    submission = some(chance, Submission.objects.filter(state=IN_REVIEW).order_by("?"))
    if submission is not None:
        review.publish(submission, by=me, at=timezone.now())


def send_back(me, chance):
    submission = some(chance, Submission.objects.filter(state=IN_REVIEW).order_by("?"))
    if submission is not None:
        review.send_back(submission, by=me, at=timezone.now(), comment="Look again.")


def take_back(me, chance):
    submission = some(chance, Submission.objects.filter(author=me))
    if submission is not None:
        act = chance.choice(["take_back", "discard"])
        clock = {"at": timezone.now()} if act == "take_back" else {}
        getattr(review, act)(submission, by=me, **clock)


def check(me, chance):
    record = some(chance, Commitment.objects.order_by("?"))
    where = f"Archive {chance.random()}"
    checking.record_check(record, where=where, by=me, at=timezone.now())


def retract(me, chance):
    if Commitment.objects.retracted().count() < MOST:
        record = some(chance, Commitment.objects.published().order_by("?"))
        removal.retract(record, by=me, at=timezone.now(), reason="It was wrong.")


def merge(me, chance):
    if Commitment.objects.exclude(merged_into=None).count() < MOST:
        one, other = chance.sample(list(Commitment.objects.published()), 2)
        removal.merge(one, other, by=me, at=timezone.now(), reason="Entered twice.")


def bring_back(me, chance):
    lost = Commitment.objects.filter(Q(retracted_at__isnull=False) | Q(merged_into__isnull=False))
    record = some(chance, lost.order_by("?"))
    if record is not None:
        submission = returning.bring_back(record, by=me, at=timezone.now())
        review.submit(submission, by=me, at=timezone.now())


ACTS = [
    *(edit, edit, edit, publish, publish, send_back, take_back),
    *(check, retract, merge, bring_back),
]


@on_postgresql
@pytest.mark.walk
@pytest.mark.django_db(transaction=True)
def test_twenty_people_on_ten_records_leave_each_whole(person, record_property):
    people = [person(f"person-{n}", "managing editor") for n in range(20)]
    for _ in range(10):
        make.sourced_report(commitment=make.whole_commitment())
    until, broken, done = time.monotonic() + SECONDS, [], []

    def work(me, chance):
        while time.monotonic() < until and not broken:
            act = chance.choice(ACTS)
            try:
                act(me, chance)
                done.append(act.__name__)
            except (Refused, ValidationError, Submission.DoesNotExist):
                pass
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a defect
                broken.append(error)
        connections.close_all()

    threads = [
        threading.Thread(target=work, args=(me, random.Random(n)))  # noqa: S311
        for n, me in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert broken == []
    record_property("acts", dict(Counter(done)))
    record_property("changes", Change.objects.count())
    assert set(done) == {act.__name__ for act in ACTS}
    assert set(Change.objects.values_list("action", flat=True)) == {
        "published",
        "updated",
        "retracted",
        "merged",
    }
    assert_whole()


def assert_whole():
    """What holds of every record and submission, whoever did what when."""
    numbers = list(Change.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert standings.differences() == []
    for record in Commitment.objects.all():
        own = {"record_type": "commitment", "record_key": str(record.pk)}
        published = Revision.objects.filter(**own, version__isnull=False).order_by("version")
        versions = list(published.values_list("version", flat=True))
        assert versions == list(range(2, record.version + 1))  # version 1 was made without one
        assert all(one.base_version == one.version - 1 for one in published)
        logged = Change.objects.filter(**own).exclude(fields=["checks"]).order_by("seq")
        assert list(logged.values_list("version", flat=True)) == versions
        if versions:
            assert published.last().content == content.read(record)
        ends = {ChangeAction.RETRACTED, ChangeAction.MERGED}
        assert record.is_public == (not versions or logged.last().action not in ends)
        assert not (record.retracted_at and record.merged_into)
    for submission in Submission.objects.filter(state=ReviewState.PUBLISHED, origin=""):
        assert submission.reviewer_id != submission.author_id
    undecided = Revision.objects.exclude(submission__state=ReviewState.PUBLISHED)
    assert not undecided.filter(version__isnull=False).exists()
