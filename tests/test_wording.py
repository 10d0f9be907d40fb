"""Texts compared word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments import wording

texts = st.text(alphabet="ab \n", max_size=30)


def only(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(texts, texts)
def test_both_texts_can_be_read_from_the_comparison(old, new):
    pieces = wording.compared(old, new)
    assert only(pieces, "kept", "removed") == old
    assert only(pieces, "kept", "added") == new


def test_words_are_compared_whole_and_removals_come_first():
    assert wording.compared("It will train 200 people", "It will train 2000 people") == [
        ("kept", "It will train "),
        ("removed", "200"),
        ("added", "2000"),
        ("kept", " people"),
    ]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Build a centre of excellence", ["same", "near"]),
        ("build  a CENTRE of excellence", ["same", "near"]),
        ("Ratify the amended convention", []),
        ("", []),
    ],
)
def test_titles_that_are_nearly_the_same_are_found_the_likest_first(title, found):
    others = [
        ("near", "Build the centre of excellence"),
        ("same", "Build a centre of excellence"),
        ("far", "Convert a research reactor"),
    ]
    assert wording.most_alike(title, others) == found


def test_lists_are_compared_line_by_line_and_long_runs_are_counted():
    old = [*"abcdef", "x", "g", "h"]
    new = [*"abcdef", "y", "g", "h", "i"]
    assert wording.compared_lines(old, new) == [
        ("skipped", "6"),
        ("removed", "x"),
        ("added", "y"),
        ("kept", "g"),
        ("kept", "h"),
        ("added", "i"),
    ]
    assert wording.compared_lines([], ["a"]) == [("added", "a")]
    assert wording.compared_lines(["a"], []) == [("removed", "a")]
