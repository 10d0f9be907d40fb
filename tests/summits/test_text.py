"""What plain text may contain: formula starts, control characters, surrogates, slugs, bullets."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commitments.models import Commitment
from summits.models import Source
from summits.text import validate_plain_text, validate_slug, without_bullet

FORMULAS = [
    "=1+1",
    "+49 30 1234",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "  =cmd",
    "\n=cmd",
    "\u00a0=cmd",
    "\u3000=cmd",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " \t=x",
]
CONTROLS = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\t\n"),
    "\x7f",
    *(chr(code) for code in range(0x80, 0xA0)),
    "\ud800",
    "\udfff",
    "\ufffe",
    "\uffff",
]
FINE = [
    "A plan",
    "1.5 kg",
    "“Quoted”",
    "a=b",
    "a -b",
    "Tab\tinside",
    "two\nlines",
    "中国",
    "👍",
    "خطة\u200f",
    "'=x",
    "–5",
    "",
]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_what_a_spreadsheet_would_run_is_refused(text):
    """O04: at entry, so that no export needs escaping."""
    with pytest.raises(ValidationError) as refused:
        validate_plain_text(text)
    assert refused.value.code in {"formula", "control_character"}


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
def test_control_characters_and_half_characters_are_refused_anywhere(text):
    for placed in (text, f"a{text}", f"a{text}b"):
        with pytest.raises(ValidationError):
            validate_plain_text(placed)


@pytest.mark.parametrize("code", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_what_turns_the_direction_of_writing_is_refused_and_found(code):
    with pytest.raises(ValidationError, match=rf"After “A plan” .*\(U\+{code:04X}\)"):
        validate_plain_text(f"A plan{chr(code)}nalp")


@pytest.mark.parametrize("text", FINE, ids=ascii)
def test_ordinary_text_passes(text):
    validate_plain_text(text)


@given(st.text(max_size=20))
def test_whatever_passes_starts_no_formula_in_a_spreadsheet(text):
    """O04: whatever it is."""
    try:
        validate_plain_text(text)
    except ValidationError:
        return
    assert not text.lstrip().startswith(("=", "+", "-", "@"))
    assert "\x00" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("model", [Commitment, Source])
def test_every_text_column_of_a_model_refuses_a_formula(model):
    names = [f.name for f in model._meta.fields if type(f).__name__ in {"PlainText", "PlainChar"}]
    editable = [name for name in names if model._meta.get_field(name).editable]
    for name in editable:
        with pytest.raises(ValidationError):
            model._meta.get_field(name).clean("=1", None)
    assert len(editable) >= 4


@pytest.mark.parametrize("text", ["a", "chn-2010-centre", "0412-2011", "a1-b2"])
def test_a_slug_is_words_joined_by_single_hyphens(text):
    validate_slug(text)


@pytest.mark.parametrize(
    "text", ["", "A", "a_b", "a--b", "-a", "a-", "a b", "a\n", "é", "a/b", "a.b", "٣"]
)
def test_other_slugs_are_refused(text):
    with pytest.raises(ValidationError):
        validate_slug(text)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("- A plan", "A plan"),
        ("• A plan", "A plan"),
        ("– A plan", "A plan"),
        ("* A plan", "A plan"),
        ("-5 degrees", "-5 degrees"),
        ("A - plan", "A - plan"),
        ("- - A", "- A"),
    ],
)
def test_a_pasted_bullet_is_removed_and_a_sign_is_kept(pasted, kept):
    assert without_bullet(pasted) == kept


@pytest.mark.parametrize("between", ["\n", "\t", "\u2028", "\u2029"], ids=ascii)
def test_a_title_has_one_line_without_tabs(between):
    with pytest.raises(ValidationError, match="one line"):
        Commitment._meta.get_field("title").clean(f"two{between}lines", None)
