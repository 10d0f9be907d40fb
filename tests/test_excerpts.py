"""What a search marks in a text, and which part of a long text it shows."""

import pytest

from commitments.excerpts import LENGTH, excerpt, pieces


def marked(text, q):
    return "".join(f"[{one}]" if found else one for one, found in pieces(text, q))


@pytest.mark.parametrize(
    ("text", "q", "shown"),
    [
        ("Two reactors in Řež.", "REACTOR rez", "Two [reactors] in [Řež]."),
        ("HEU, not LEU", "heu", "[HEU], not LEU"),
        ("low-enriched uranium", "low-enriched", "[low]-[enriched] uranium"),
        ("It was converted.", "converting", "It was [converted]."),
        ("<b>law</b> & order", "law", "<b>[law]</b> & order"),
        ("Nothing of it.", "", "Nothing of it."),
        ("Nothing of it.", "%_()", "Nothing of it."),
    ],
)
def test_the_forms_of_a_word_are_marked(text, q, shown):
    assert marked(text, q) == shown


def test_a_short_text_stays_whole():
    assert excerpt("All of it.", "it") == "All of it."


def test_a_long_text_is_cut_between_words_round_the_first_word_found():
    text = "before " * 60 + "plutonium " + "after " * 60
    part = excerpt(text, "Plutonium")
    assert part.startswith("… before ")
    assert part.endswith(" after …")
    assert "plutonium" in part
    assert len(part) <= LENGTH + 4
    assert excerpt(text, "nosuchword").startswith("before before")
    assert not excerpt(text, "nosuchword").startswith("…")
