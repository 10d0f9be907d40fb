"""Columns by period: one scale from zero, blocks from the bottom up, labels where they fit."""

from commitments.charts.history import Block, columns

PERIODS = [("2010", {"completed": 1, "unreported": 1}), ("2011", {"completed": 3, "unreported": 1})]


def test_all_columns_share_one_scale_from_zero():
    first, second = columns(PERIODS)
    assert first.blocks == [
        Block("completed", 1, "75%", "25%"),
        Block("unreported", 1, "50%", "25%"),
    ]
    assert second.blocks == [
        Block("completed", 3, "25%", "75%"),
        Block("unreported", 1, "0%", "25%"),
    ]


def test_a_column_says_its_total_just_above_its_highest_block():
    assert [(one.total, one.top) for one in columns(PERIODS)] == [(2, "50%"), (4, "0%")]


def test_columns_have_equal_width_and_stay_inside():
    first, second = columns(PERIODS)
    assert (first.start, first.middle, first.width) == ("3%", "25%", "44%")
    assert (second.start, second.middle, second.width) == ("53%", "75%", "44%")


def test_the_last_column_and_every_third_before_it_keep_their_labels_on_a_phone():
    found = columns([(str(year), {"completed": 1}) for year in range(2010, 2017)])
    assert [one.label for one in found if not one.is_minor] == ["2010", "2013", "2016"]


def test_no_periods_and_empty_periods_are_drawn_as_nothing():
    assert columns([]) == []
    assert [(one.total, one.blocks) for one in columns([("2010", {})])] == [(0, [])]
