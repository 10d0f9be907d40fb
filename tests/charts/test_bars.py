"""Bars divided by status: order, lengths, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from commitments.charts.bars import ORDER, Segment, percent, stacked
from commitments.choices import Status

COUNTS = st.dictionaries(st.sampled_from(ORDER), st.integers(0, 500))


def length(text: str) -> float:
    return float(text.removesuffix("%"))


def test_the_order_is_that_of_the_statuses_with_what_cannot_be_judged_last():
    assert list(ORDER) == [*Status.values, "not_assessable"]


def test_segments_follow_the_fixed_order_whatever_the_order_of_the_counts():
    found = stacked({"unreported": 1, "in_progress": 1, "completed": 2})
    assert found == [
        Segment("completed", 2, "0%", "50%"),
        Segment("in_progress", 1, "50%", "25%"),
        Segment("unreported", 1, "75%", "25%"),
    ]


def test_a_larger_whole_leaves_the_rest_of_the_bar_empty():
    assert stacked({"completed": 1}, whole=4) == [Segment("completed", 1, "0%", "25%")]


def test_no_counts_make_no_segments():
    assert stacked({}) == []
    assert stacked({"completed": 0}) == []


def test_a_length_has_a_point_and_no_useless_digits():
    assert [percent(100 / 3), percent(0), percent(10), percent(100)] == [
        "33.333%",
        "0%",
        "10%",
        "100%",
    ]


@given(COUNTS)
def test_segments_join_without_gaps_and_fill_the_bar(counts):
    found = stacked(counts)
    assert sum(one.count for one in found) == sum(counts.values())
    reached = 0.0
    for one in found:
        assert abs(length(one.start) - reached) < 0.01
        reached += length(one.length)
    assert not found or abs(reached - 100) < 0.01
