"""Rules R1 to R5: every branch by example, and all days against a direct computation."""

import datetime
import uuid
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments import status
from commitments.status import Member, Report, Span, Standing
from summits.partial_dates import PartialDate

MADE = datetime.date(2012, 3, 27)
NOW = datetime.date(2020, 1, 1)


def day(written):
    return PartialDate.parse(written).last_day


def report(date, state, party=None, basis="self_reported", by="someone", key="5"):
    return Report(key, party, date, day(date), state, basis, by)


def lead(party, joined=None, left=None, role="lead"):
    return Member(party, role, joined and day(joined), left and day(left))


def subscriber(party, joined=None, left=None):
    return lead(party, joined, left, "subscriber")


def on(when, reports, members, party=None):
    """The standing of the whole, or of a part, on a day; None on a day it did not exist."""
    when = day(when) if isinstance(when, str) else when
    found = [
        span.standing
        for span in status.spans(MADE, reports, members)
        if span.party == party and span.since <= when and (span.until is None or when < span.until)
    ]
    assert len(found) <= 1
    return found[0] if found else None


# R1: a part


@pytest.mark.parametrize(
    ("reports", "decides"),
    [
        ([], "unreported"),
        ([report("2014", "in_progress", "CHN")], "in_progress"),
        ([report("2014", "in_progress")], "in_progress"),
        ([report("2014", "in_progress", "USA")], "unreported"),
        ([report("2015", "stalled", "CHN"), report("2014", "completed", "CHN")], "stalled"),
        ([report("2015", "stalled"), report("2014", "completed", "CHN")], "stalled"),
        ([report("2014", "stalled"), report("2015", "completed", "CHN")], "completed"),
    ],
)
def test_the_latest_report_about_a_part_or_the_whole_decides_a_part(reports, decides):
    assert on(NOW, reports, [lead("CHN"), lead("USA")], "CHN").status == decides


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ({"basis": "third_party"}, {"basis": "self_reported"}),
        ({"basis": "independently_verified"}, {"basis": "third_party"}),
        ({"key": "b"}, {"key": "a"}),
        ({"basis": "third_party", "key": "a"}, {"basis": "self_reported", "key": "b"}),
    ],
)
@pytest.mark.parametrize("party", [None, "CHN"])
def test_on_one_date_the_stronger_basis_then_the_greater_uuid_decides(stronger, weaker, party):
    found = [
        report("2014", "completed", party, **stronger),
        report("2014", "stalled", party, **weaker),
    ]
    for reports in (found, found[::-1]):
        assert on(NOW, reports, [lead("CHN")], party).status == "completed"


def test_a_year_and_its_last_day_are_one_date():
    reports = [
        report("2014", "completed", basis="third_party"),
        report("2014-12-31", "stalled", basis="self_reported"),
    ]
    assert on(NOW, reports, [lead("CHN")]).status == "completed"


@pytest.mark.parametrize(
    ("when", "state"), [("2014-11-30", "unreported"), ("2014-12-31", "stalled")]
)
def test_a_partial_date_counts_from_its_last_day(when, state):
    assert on(when, [report("2014", "stalled")], [lead("CHN")]).status == state


# R2: a whole


def test_a_whole_without_reports_is_unreported():
    assert on(NOW, [], [lead("CHN"), lead("USA")]) == Standing(parts_count=2)


def test_the_latest_report_about_the_whole_decides_with_its_basis():
    reports = [report("2014", "in_progress"), report("2016", "completed", basis="third_party")]
    found = on(NOW, reports, [lead("CHN")])
    assert (found.status, found.status_from, found.basis) == ("completed", "report", "third_party")


def test_a_report_about_a_part_of_the_same_date_does_not_outweigh_the_whole():
    reports = [report("2014", "in_progress"), report("2014", "completed", "CHN")]
    assert on(NOW, reports, [lead("CHN"), lead("USA")]).status_from == "report"


SUMMARIES = [
    (["completed", "completed"], "completed"),
    (["withdrawn", "withdrawn"], "withdrawn"),
    (["not_started", "not_started"], "not_started"),
    (["completed", None], "in_progress"),
    (["stalled", None], "stalled"),
    (["completed", "withdrawn"], "partially_completed"),
    (["completed", "withdrawn", None], "in_progress"),
    (["withdrawn", None], "withdrawn"),
    (["completed", "stalled"], "in_progress"),
    (["partially_completed", "not_started"], "in_progress"),
    (["in_progress", "withdrawn"], "in_progress"),
    (["stalled", "not_started"], "not_started"),
    (["stalled", "withdrawn"], "withdrawn"),
    (["not_started", "withdrawn", "stalled"], "withdrawn"),
]


@pytest.mark.parametrize(("states", "whole"), SUMMARIES, ids=str)
@pytest.mark.parametrize("role", ["lead", "partner", "subscriber"])
def test_a_joint_commitment_is_summarised_from_its_parts(states, whole, role):
    members = [lead(f"P{i}", role=role) for i in range(len(states))]
    reports = [report("2014", state, f"P{i}") for i, state in enumerate(states) if state]
    found = on(NOW, reports, members)
    reported = sum(state is not None for state in states)
    assert (found.status, found.status_from, found.basis) == (whole, "parts", "")
    assert (found.parts_reporting, found.parts_count) == (reported, len(states))


def test_subscribers_do_not_count_beside_leads_and_partners():
    members = [lead("CHN"), lead("USA", role="partner"), subscriber("FRA")]
    reports = [report("2014", "completed", party) for party in ("CHN", "USA")]
    reports.append(report("2015", "stalled", "FRA"))
    found = on(NOW, reports, members)
    assert (found.status, found.parts_count) == ("completed", 2)


def test_a_later_report_about_one_part_has_the_others_keep_what_was_said_of_the_whole():
    reports = [report("2014", "stalled"), report("2015", "completed", "CHN")]
    assert on(NOW, reports, [lead("CHN"), lead("USA")]).status == "in_progress"
    assert on(NOW, reports, [lead("CHN"), lead("USA")], "USA").status == "stalled"


def test_a_later_report_about_the_whole_ends_a_summary():
    reports = [report("2015", "completed", "CHN"), report("2016", "stalled")]
    found = on(NOW, reports, [lead("CHN"), lead("USA")])
    assert (found.status, found.status_from) == ("stalled", "report")


def test_a_withdrawn_part_leaves_the_other_completed_part_partial():
    reports = [report("2014", "completed", "CHN"), report("2016", "withdrawn", "USA")]
    members = [lead("CHN"), lead("USA")]
    assert on("2015-01-01", reports, members).status == "in_progress"
    assert on(NOW, reports, members).status == "partially_completed"


# R3: as of


@pytest.mark.parametrize(
    ("when", "present"),
    [("2014-12-30", False), ("2014-12-31", True), ("2016-02-28", True), ("2016-02-29", False)],
)
def test_a_party_takes_part_from_the_last_day_of_joining_until_that_of_leaving(when, present):
    found = on(when, [], [lead("CHN"), lead("USA", "2014", "2016-02")], "USA")
    assert (found is not None) == present


def test_a_late_joiner_changes_the_summary_from_the_day_of_joining():
    reports = [report("2013", "completed", "CHN")]
    members = [lead("CHN"), lead("USA", "2015-06-01")]
    assert on("2015-05-31", reports, members).status == "completed"
    after = on("2015-06-01", reports, members)
    assert (after.status, after.status_since) == ("in_progress", "2015-06-01")
    assert (after.parts_reporting, after.parts_count) == (1, 2)


def test_a_leaver_no_longer_counts():
    reports = [report("2013", "completed", "CHN"), report("2013", "stalled", "USA")]
    members = [lead("CHN"), lead("USA", left="2015-06-01")]
    assert on("2015-05-31", reports, members).status == "in_progress"
    assert on("2015-06-01", reports, members).status == "completed"


def test_when_all_makers_have_left_the_subscribers_count():
    reports = [report("2013", "completed", "CHN"), report("2013", "stalled", "FRA")]
    members = [lead("CHN", left="2015"), subscriber("FRA")]
    assert on("2014-01-01", reports, members).status == "completed"
    assert on(NOW, reports, members).status == "stalled"


def test_a_part_that_is_left_on_the_day_it_was_joined_or_before_the_promise_has_no_day():
    assert on(NOW, [], [lead("CHN"), lead("USA", "2014-01-01", "2014-01-01")], "USA") is None
    spans = status.spans(MADE, [], [lead("USA", left="2011")])
    assert [span.party for span in spans] == [None]


def test_nothing_stands_before_the_promise_and_an_earlier_report_counts_from_it():
    reports = [report("2010", "in_progress")]
    spans = status.spans(MADE, reports, [lead("CHN")])
    assert [(span.party, span.since, span.until) for span in spans] == [
        (None, MADE, None),
        ("CHN", MADE, None),
    ]
    assert spans[0].standing.status_since == "2010"


def test_spans_follow_one_another_and_differ():
    reports = [report("2014", "stalled"), report("2016", "completed", "CHN")]
    spans = status.spans(MADE, reports, [lead("CHN")])
    for before, after in zip(spans, spans[1:], strict=False):
        if before.party == after.party:
            assert before.until == after.since
            assert before.standing != after.standing
    assert [span.until for span in spans].count(None) == 2
    assert isinstance(spans[0], Span)


# the run of a status


def test_a_status_runs_from_the_first_report_of_its_unbroken_run():
    reports = [
        report("2013", "completed"),
        report("2014-03", "in_progress"),
        report("2015", "in_progress"),
        report("2016-01-01", "in_progress"),
    ]
    found = on(NOW, reports, [lead("CHN")])
    assert (found.status_since, found.latest_report_on) == ("2014-03", "2016-01-01")
    assert found.report_count == 4


def test_a_report_outweighed_on_its_own_day_does_not_break_a_run():
    reports = [
        report("2013", "in_progress"),
        report("2015-06-01", "completed", key="a"),
        report("2015-06-01", "in_progress", basis="third_party", key="b"),
    ]
    assert on(NOW, reports, [lead("CHN")]).status_since == "2013"


def test_without_a_report_there_is_no_run():
    assert on(NOW, [], [lead("CHN")]).status_since == ""


# R5: assessments differ

DIFFER = [
    ("2014-01-01 in_progress A", "2015-07-01 stalled B", True),  # 18 months to the day
    ("2014-01-01 in_progress A", "2015-07-02 stalled B", False),
    ("2014-01-01 stalled A", "2014-06-01 in_progress B", True),  # not further along
    ("2014-01-01 in_progress A", "2014-06-01 completed B", False),
    ("2014-01-01 not_started A", "2014-06-01 stalled B", False),
    ("2014-01-01 completed A", "2014-06-01 partially_completed B", True),
    ("2014-01-01 completed A", "2014-06-01 withdrawn B", True),
    ("2014-01-01 withdrawn A", "2014-06-01 completed B", True),
    ("2014-01-01 completed A", "2014-06-01 completed B", False),
    ("2014-01-01 completed A", "2014-06-01 not_started A", False),  # one reporter changed her mind
    ("2014-01-01 in_progress A", "2014-01-01 completed B", True),  # neither is later
]


@pytest.mark.parametrize(("first", "second", "differ"), DIFFER)
@pytest.mark.parametrize("party", [None, "CHN"])
def test_the_newest_reports_of_two_reporters_differ(first, second, differ, party):
    reports = []
    for written in (first, second):
        date, state, by = written.split()
        reports.append(report(date, state, party, by=by, key=by))
    assert on(NOW, reports, [lead("CHN")]).assessments_differ == differ
    assert on(NOW, reports, [lead("CHN")], "CHN").assessments_differ == (differ and party == "CHN")


def test_only_the_newest_report_of_each_reporter_is_compared():
    reports = [
        report("2014-01-01", "not_started", by="A"),
        report("2014-06-01", "completed", by="A"),
        report("2014-05-01", "in_progress", by="B"),
    ]
    assert not on(NOW, reports, [lead("CHN")]).assessments_differ


def test_reports_about_different_subjects_do_not_differ():
    reports = [
        report("2014-01-01", "completed", "CHN", by="A"),
        report("2014-02-01", "stalled", by="B"),
    ]
    assert not on(NOW, reports, [lead("CHN")]).assessments_differ


def test_a_part_that_left_takes_its_disagreement_along():
    reports = [
        report("2014-01-01", "completed", "USA", by="A"),
        report("2014-02-01", "stalled", "USA", by="B"),
    ]
    members = [lead("CHN"), lead("USA", left="2016")]
    assert on("2015-01-01", reports, members).assessments_differ
    assert not on(NOW, reports, members).assessments_differ


@pytest.mark.parametrize(
    ("start", "end"),
    [("2014-08-31", "2016-02-29"), ("2013-08-31", "2015-02-28"), ("2014-06-30", "2015-12-30")],
)
def test_eighteen_months_end_on_the_last_day_of_a_shorter_month(start, end):
    assert status.add_months(day(start), 18) == day(end)


# all days at once

STATES = ["not_started", "in_progress", "stalled", "partially_completed", "completed", "withdrawn"]
CODES = ["CHN", "FRA", "USA"]
dates = st.one_of(
    st.integers(2011, 2016).map(str),
    st.tuples(st.integers(2011, 2016), st.integers(1, 12)).map(lambda d: f"{d[0]}-{d[1]:02}"),
    st.dates(datetime.date(2011, 1, 1), datetime.date(2016, 12, 31)).map(str),
)
reports_drawn = st.lists(
    st.builds(
        lambda date, state, party, basis, by, key: report(date, state, party, basis, by, str(key)),
        dates,
        st.sampled_from(STATES),
        st.sampled_from([None, *CODES]),
        st.sampled_from(list(status.BASIS_STRENGTH)),
        st.sampled_from("AB"),
        st.integers(0, 2**128 - 1).map(lambda n: uuid.UUID(int=n)),
    ),
    max_size=6,
    unique_by=lambda r: r.id,
)
joining = st.one_of(st.none(), st.dates(datetime.date(2011, 1, 1), datetime.date(2016, 12, 31)))
members_drawn = st.lists(
    st.builds(
        lambda party, role, moves: Member(party, role, *moves),
        st.sampled_from(CODES),
        st.sampled_from(["lead", "partner", "subscriber"]),
        st.tuples(joining, joining).filter(lambda m: None in m or m[0] <= m[1]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda member: member.party,
)


def naive_status(when, reports, members, party=None):
    """R1 and R2 word for word, for one day; None for a part that does not exist on it."""
    known = [r for r in reports if r.day <= when]
    present = [
        m for m in members if (not m.joined or m.joined <= when) and not (m.left and m.left <= when)
    ]

    def newest(about):
        strength = ["self_reported", "third_party", "independently_verified"]
        found = [r for r in known if r.party in about]
        return max(found, key=lambda r: (r.day, strength.index(r.basis), r.id), default=None)

    def of_part(code):
        found = newest([None, code])
        return found.status if found else "unreported"

    if party:
        return of_part(party) if party in [m.party for m in present] else None
    whole, part = newest([None]), newest([m.party for m in present])
    if not part or (whole and whole.day >= part.day):
        return whole.status if whole else "unreported"
    counted = [m for m in present if m.role in ("lead", "partner")] or present
    states = {of_part(m.party) for m in counted}
    if len(states) == 1:
        return states.pop()
    if states <= {"completed", "withdrawn"}:
        return "partially_completed"
    if states & {"in_progress", "partially_completed", "completed"}:
        return "in_progress"
    return next(s for s in ("withdrawn", "not_started", "stalled") if s in states)


def naive_since(when, reports, members, party):
    """The first day of the unbroken run of today's status, by walking back day by day."""
    now, first = naive_status(when, reports, members, party), when
    while first > datetime.date(2010, 12, 31):
        if naive_status(first - datetime.timedelta(1), reports, members, party) != now:
            break
        first -= datetime.timedelta(1)
    return first


def interesting_days(reports, members):
    found = {MADE, NOW} | {r.day for r in reports}
    found |= {d for m in members for d in (m.joined, m.left) if d}
    found |= {d + datetime.timedelta(step) for d in found for step in (-1, 1)}
    return sorted(d for d in found if d >= MADE)


@settings(max_examples=200)
@given(reports_drawn, members_drawn)
def test_on_any_day_the_spans_say_what_a_direct_computation_says(reports, members):
    for party in [None, *(m.party for m in members)]:
        for when in interesting_days(reports, members):
            found = on(when, reports, members, party)
            assert (found and found.status) == naive_status(when, reports, members, party)


@settings(max_examples=60)
@given(reports_drawn, members_drawn)
def test_the_run_of_a_status_begins_when_it_began(reports, members):
    found = on(NOW, reports, members)
    if found.status == "unreported":
        assert found.status_since == ""
    else:
        first = naive_since(NOW, reports, members, None)
        assert day(found.status_since) == first


@given(reports_drawn, members_drawn, st.randoms())
def test_the_order_in_which_reports_are_given_does_not_matter(reports, members, chance):
    shuffled = list(reports)
    chance.shuffle(shuffled)
    assert status.spans(MADE, shuffled, members) == status.spans(MADE, reports, members)


def test_standings_compare_by_all_they_say():
    one = Standing(status="stalled")
    assert replace(one, report_count=1) != one
    assert set(asdict(one)) >= {"status", "basis", "status_since", "assessments_differ"}
