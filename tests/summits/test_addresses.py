"""Rule R13: which addresses are taken, and which are the same source."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from summits.addresses import normalized, validate_address

SAME = [
    ("http://nss.example/a", "https://nss.example/a"),
    ("HTTPS://nss.example/a", "https://nss.example/a"),
    ("https://NSS.Example/a", "https://nss.example/a"),
    ("https://nss.example:443/a", "https://nss.example/a"),
    ("http://nss.example:80/a", "https://nss.example/a"),
    ("https://nss.example/a#part", "https://nss.example/a"),
    ("https://nss.example/a?#part", "https://nss.example/a"),
    ("https://nss.example", "https://nss.example/"),
    ("https://nss.example/%7euser", "https://nss.example/~user"),
    ("https://nss.example/%7Euser", "https://nss.example/~user"),
    ("https://nss.example/a%2fb", "https://nss.example/a%2Fb"),
    ("https://nss.example/é", "https://nss.example/%C3%A9"),
    ("https://nss.example/%c3%a9", "https://nss.example/%C3%A9"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
    ("https://nss.example/?q=%41", "https://nss.example/?q=A"),
]
DIFFERENT = [
    ("https://nss.example/a", "https://nss.example/a/"),
    ("https://nss.example/a", "https://nss.example/A"),
    ("https://nss.example/a", "https://www.nss.example/a"),
    ("https://nss.example/a?x=1", "https://nss.example/a?x=2"),
    ("https://nss.example/a?x=1&y=2", "https://nss.example/a?y=2&x=1"),
    ("https://nss.example/a", "https://nss.example:8443/a"),
    ("https://nss.example/a%2Fb", "https://nss.example/a/b"),
    ("https://nss.example/a%3Fb", "https://nss.example/a?b"),
]
REFUSED = [
    "",
    "nss.example",
    "//nss.example",
    "ftp://nss.example/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "https://",
    "https:///a",
    "https://user@nss.example/",
    "https://user:word@nss.example/",
    "https://nss.example\\@127.0.0.1/",
    "https://nss.example/a b",
    "https://nss.example/a\tb",
    "https://nss.example/a\r\nb",
    " https://nss.example/",
    "https://nss.example/\x00",
    "https://nss.example/\ud800",
    "https://nss.example:0/",
    "https://nss.example:99999/",
    "https://nss.example:x/",
    "https://[::1",
    "https://a..b/",
    "https://" + "a" * 64 + ".example/",
    "https://nss.example/<b>",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_are_one_address(one, other):
    validate_address(one)
    assert normalized(one) == normalized(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_addresses_stay_two(one, other):
    assert normalized(one) != normalized(other)


@pytest.mark.parametrize("url", REFUSED, ids=ascii)
def test_what_is_not_a_web_address_is_refused_with_a_sentence(url):
    """O03: javascript:, data: and what hides them."""
    with pytest.raises(ValidationError) as refused:
        validate_address(url)
    assert refused.value.messages[0].endswith(".")


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(path):
    try:
        once = normalized(f"https://nss.example/{path}")
    except ValueError:
        return
    assert normalized(f"https://{once}") == once
