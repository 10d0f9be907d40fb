"""What lies in each heap of the work list, and what does not."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from commitments.actions import standings
from commitments.models import Check, Commitment, Link
from commitments.queries import worklist
from tests import factories as make

pytestmark = pytest.mark.django_db
OLD = datetime.datetime(2018, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(datetime.datetime(2020, 6, 15, 9, tzinfo=datetime.UTC), tick=False):
        yield


def pledge(**facts):
    return make.whole_commitment(**{"updated_at": OLD, "published_at": OLD} | facts)


def report(commitment, **facts):
    return make.sourced_report(commitment=commitment, **facts)


def heap(name):
    standings.refresh(Commitment.objects.values_list("pk", flat=True))
    return [one.slug for one in worklist.BY_NAME[name].rows()]


def test_overdue_without_a_report_since():
    silent = pledge(target_date="2015")
    report(pledge(target_date="2015"), date="2016")
    early = pledge(target_date="2014")
    report(early, date="2013")
    report(pledge(target_date="2015"), date="2014", status="completed")
    pledge(target_date="2020-06-15")
    pledge()
    assert heap("overdue") == [early.slug, silent.slug]


def test_nothing_new_for_twelve_months():
    bare, reported = pledge(slug="bare"), pledge(slug="reported")
    report(reported, date="2019-06-14")
    report(pledge(), date="2019-06-15")
    report(pledge(), date="2014", status="withdrawn")
    edited = pledge(slug="edited", updated_at=timezone.now())
    pledge(made_on="2019-06-15")
    for day, where in ((datetime.date(2019, 6, 15), "new"), (datetime.date(2019, 6, 14), "old")):
        checked = pledge(slug=f"checked-{where}")
        Check.objects.create(commitment=checked, date=day, where="There.", created_at=OLD)
    assert heap("stale") == [bare.slug, edited.slug, "checked-old", reported.slug]


def test_completed_on_the_word_of_one_source():
    single = pledge()
    report(single, date="2014", status="completed")
    report(single, date="2013", status="in_progress")
    double = pledge()
    report(double, date="2014", status="completed")
    report(double, date="2015", status="completed")
    under_way = pledge()
    report(under_way, date="2014", status="in_progress")
    assert heap("single-source") == [single.slug]


def test_known_from_a_later_report_only():
    known = pledge(promise_known_from="reported")
    pledge()
    assert heap("reported-only") == [known.slug]


@pytest.mark.parametrize("name", worklist.BY_NAME)
def test_only_what_is_public_is_work(name):
    for facts in ({"draft": True, "published_at": None, "updated_at": None}, {"retracted": True}):
        hidden = pledge(target_date="2015", promise_known_from="reported", **facts)
        report(hidden, date="2014", status="completed")
    assert heap(name) == []


def test_one_query_for_each_heap(django_assert_num_queries, editor):
    for _ in range(5):
        pledge(target_date="2015")
    standings.refresh(Commitment.objects.values_list("pk", flat=True))
    editor.has_perm("asks once")
    with django_assert_num_queries(7):  # and one for the parties she is limited to
        found = {one.heap.name: one.all for one in worklist.sizes(editor)}
    assert found == {
        "overdue": 5,
        "stale": 5,
        "single-source": 0,
        "reported-only": 0,
        "dead-links": 0,
        "no-commitment": 0,
    }


def gone(since, **facts):
    """A source that has not answered since a day."""
    source = make.SourceFactory(**facts)
    at = datetime.datetime(*since, tzinfo=datetime.UTC)
    facts = {"url": source.url, "checked_at": at, "shown_at": at, "next_check_at": at}
    Link.objects.create(source=source, state="gone", failed_days=3, **facts)
    return source


def test_sources_that_no_longer_answer_those_longest_gone_first():
    gone((2020, 3, 1), archived_url="https://archive.example/copy")
    gone((2020, 3, 1), retracted=True)
    late, early = gone((2020, 2, 1)), gone((2020, 1, 1))
    for one in (pledge(), pledge(draft=True, published_at=None, updated_at=None)):
        make.CitationFactory(commitment=one, source=early)
    rows = worklist.BY_NAME["dead-links"].rows()
    assert [(one.slug, one.citation_count) for one in rows] == [(early.slug, 1), (late.slug, 0)]


def test_the_real_record_has_work(record, editor):
    found = {one.heap.name: one.all for one in worklist.sizes(editor)}
    assert found["stale"] > 0  # though all of it has just been published
    assert found["overdue"] > 0
    assert found["single-source"] > 0
