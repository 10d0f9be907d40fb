"""Reports on an axis: days as marks, months and years as spans."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commitments.charts.timeline import LABELS, LANE, MAX_TICKS, ROOM, TOP, Event, lanes, timeline


def place(text: str) -> float:
    return float(text.removesuffix("%"))


def drawn(*events: Event, **more):
    return timeline(events, start=date(2010, 4, 13), end=date(2012, 12, 31), **more)


def test_a_date_known_to_the_day_has_no_span():
    (mark,) = drawn(Event(date(2011, 5, 1), date(2011, 5, 1), "a", "completed")).marks
    assert (mark.span_length, mark.span_start) == ("0%", mark.at)


def test_a_date_known_to_the_year_spans_it_and_is_marked_at_its_end():
    year = drawn(Event(date(2011, 1, 1), date(2011, 12, 31), "a", "stalled"))
    (mark,), starts = year.marks, {tick.label: tick.at for tick in year.ticks}
    assert mark.span_start == starts["2011"]
    assert abs(place(mark.span_start) + place(mark.span_length) - place(mark.at)) < 0.01
    assert mark.at < starts["2012"]


def test_marks_keep_the_order_of_time():
    found = drawn(
        Event(date(2010, 5, 1), date(2010, 5, 1), "first", "in_progress"),
        Event(date(2012, 5, 1), date(2012, 5, 1), "second", "completed"),
    )
    assert place(found.marks[0].at) < place(found.marks[1].at)
    assert [one.label for one in found.marks] == ["first", "second"]


def test_a_target_beyond_the_day_shown_lengthens_the_axis():
    found = drawn(target=date(2015, 12, 31))
    assert [tick.label for tick in found.ticks] == ["2010", "2011", "2012", "2013", "2014", "2015"]
    assert place(found.ticks[-1].at) < place(found.target) <= 100


def test_no_target_is_drawn_as_nothing():
    assert drawn().target == ""


def test_a_report_before_the_promise_still_lies_on_the_axis():
    found = drawn(Event(date(2008, 1, 1), date(2008, 12, 31), "early", "in_progress"))
    assert found.ticks[0].label == "2008"
    assert place(found.marks[0].span_start) >= 0


def test_a_long_axis_has_few_enough_years_for_a_phone():
    found = timeline([], start=date(1970, 1, 1), end=date(2026, 1, 1))
    assert len(found.ticks) <= MAX_TICKS


def day(when: date, status: str = "completed") -> Event:
    return Event(when, when, str(when), status)


def test_reports_far_apart_lie_on_the_axis():
    found = drawn(day(date(2010, 6, 1)), day(date(2012, 6, 1)))
    assert {mark.height for mark in found.marks} == {found.axis} == {TOP}


def test_reports_close_in_time_stand_above_each_other_and_the_chart_grows():
    found = drawn(*(day(date(2012, 3, n)) for n in (1, 2, 3)))
    assert [mark.height for mark in found.marks] == [found.axis - LANE * n for n in range(3)]
    assert min(mark.height for mark in found.marks) == TOP
    assert found.height == found.axis + LABELS


def test_a_mark_does_not_stand_on_the_line_of_a_year_known_no_closer():
    year = Event(date(2011, 1, 1), date(2011, 12, 31), "some time in 2011", "in_progress")
    middle, whole = drawn(day(date(2011, 6, 1)), year).marks
    assert whole.height < middle.height


def test_events_are_drawn_in_the_order_of_time_whatever_their_order():
    found = drawn(day(date(2012, 5, 1)), day(date(2010, 5, 1)))
    assert [mark.label for mark in found.marks] == ["2010-05-01", "2012-05-01"]


def test_without_reports_there_is_still_an_axis():
    found = drawn()
    assert (found.marks, found.axis, found.height) == ([], TOP, TOP + LABELS)


@given(st.lists(st.dates(date(2010, 1, 1), date(2026, 12, 31)), max_size=30))
def test_no_mark_covers_another_on_the_narrowest_phone(days):
    marks = drawn(*map(day, days)).marks
    for i, one in enumerate(marks):
        for other in marks[:i]:
            apart = abs(place(one.at) - place(other.at)) >= ROOM - 0.01
            assert apart or one.height != other.height


def test_a_lane_is_used_again_once_it_is_free():
    assert lanes([(0, 5), (1, 6), (5, 9), (6, 10)]) == [0, 1, 0, 1]
