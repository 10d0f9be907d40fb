"""What lies in each heap of the work list, and what does not."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from commitments.actions import standings
from commitments.models import Check, Commitment, Link
from commitments.queries import worklist
from tests import factories as make

pytestmark = pytest.mark.django_db
OLD = datetime.datetime(2018, 1, 1, tzinfo=datetime.UTC)
on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL plans by what is there"
)


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
    return [one.slug for one in worklist.BY_NAME[name].first().rows]


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


def test_one_query_for_all_heaps(django_assert_num_queries, editor):
    for _ in range(5):
        pledge(target_date="2015")
    standings.refresh(Commitment.objects.values_list("pk", flat=True))
    editor.has_perm("asks once")
    with django_assert_num_queries(2):  # one is for the parties she is limited to
        found = {one.heap.name: one.all for one in worklist.sizes(editor)}
    assert found == {
        "overdue": 5,
        "stale": 5,
        "single-source": 0,
        "reported-only": 0,
        "dead-links": 0,
        "no-commitment": 0,
    }


WHOLE_TABLE = re.compile(r"SCAN \w+$", re.MULTILINE)
LED_BY = {
    "overdue": "commitment_by_target",
    "stale": "commitments_commitment_made_on_last",
    "single-source": "standing_",
    "reported-only": "commitment_reported_only",
    "dead-links": "link_gone",
}


@pytest.mark.once
@on_sqlite
@pytest.mark.parametrize(("name", "index"), LED_BY.items())
def test_an_index_leads_to_a_heap_and_not_a_look_at_every_record(name, index, editor):
    whole = worklist.BY_NAME[name].counted(editor)[f"{name} all"]
    plan = whole.order_by().values("pk")[:1001].explain()
    assert f"INDEX {index}" in plan
    assert not WHOLE_TABLE.search(plan)


@pytest.mark.once
@on_sqlite
@pytest.mark.parametrize("name", ["overdue", "stale", "reported-only"])
def test_what_is_hers_leads_to_her_part_of_a_heap(name, editor, person):
    limited = person("lena", "contributor")
    limited.parties.add(make.PartyFactory())
    by_author, by_party = (
        worklist.BY_NAME[name].counted(user)[f"{name} mine"].order_by().values("pk").explain()
        for user in (editor, limited)
    )
    by_key = "SEARCH commitments_commitment USING INTEGER PRIMARY KEY (rowid=?)"
    assert all(plan.splitlines()[0].endswith(by_key) for plan in (by_author, by_party))
    assert "COVERING INDEX part_of_party" in by_party


@pytest.mark.once
@on_sqlite
@pytest.mark.parametrize("name", ["overdue", "reported-only"])
def test_the_first_page_of_a_heap_is_read_without_sorting_all_of_it(name):
    assert "TEMP B-TREE" not in worklist.BY_NAME[name].found().values("pk")[:1001].explain()


@pytest.mark.once
@on_sqlite
def test_who_promised_nothing_is_found_by_her_parts_not_by_all_of_a_summit(editor):
    plan = worklist.BY_NAME["no-commitment"].found().explain()
    assert "COVERING INDEX part_of_party" in plan
    assert "commitments_commitment_summit_id" not in plan


def test_of_more_than_a_thousand_only_so_many_are_counted_and_shown(editor, monkeypatch):
    pledges = [pledge(made_on=f"201{n}", promise_known_from="reported") for n in range(4)]
    report(pledges[0], date="2018")
    standings.refresh(Commitment.objects.values_list("pk", flat=True))
    monkeypatch.setattr("commitments.queries.counting.MOST", 3)
    (found,) = worklist.sizes(editor, [worklist.BY_NAME["stale"]])
    assert (found.all, str(found.all), found.mine) == (3, "more than 3", 0)
    shown = [pledges[1], pledges[2], pledges[0]]  # the oldest three, the longest quiet first
    assert heap("stale") == [one.slug for one in shown]


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
    rows = worklist.BY_NAME["dead-links"].first().rows
    assert [(one.slug, one.citation_count) for one in rows] == [(early.slug, 1), (late.slug, 0)]


def test_the_real_record_has_work(record, editor):
    found = {one.heap.name: one.all for one in worklist.sizes(editor)}
    assert found["stale"] > 0  # though all of it has just been published
    assert found["overdue"] > 0
    assert found["single-source"] > 0
