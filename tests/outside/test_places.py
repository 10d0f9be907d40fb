"""Where a request may never go, in every spelling: nothing is looked up, or what is found is refused."""

import socket

import pytest

from commitments.outside.places import Failed, Limits, is_allowed, place_of

pytestmark = pytest.mark.once
PUBLIC = Limits()
UNREAD = [
    *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "127.0.0.1", "8.8.8.8", "1.1.1.1."),
    *("①②⑦.⓪.⓪.①", "127。0。0。1", "[::1]", "[::ffff:127.0.0.1]", "[fd00::1]", "[2606:4700::1]"),
    *("0x7f.1", "a.0x1", "user:pw@ministry.example", "user@ministry.example", "."),
    *(f"ministry.example:{port}" for port in (0, 22, 25, 6379, 99999)),
    *("ministry.example\\@127.0.0.1", "mini\tstry.example", "mini\r\nstry.example", "a" * 64),
]
NUMBERS = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.170", "192.88.99.1", "198.18.0.1", "240.0.0.1"),
    *("224.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "ff02::1"),
    *("::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1"),
    *("2002:7f00:1::", "3fff::1", "5f00::1", "fec0::1", "fc00::1", "fd00::1", "fe80::1"),
    *("fe80::1%eth0", "fd00:ec2::254", "not a number", ""),
]


def never(*_args, **_how):
    raise AssertionError("It was looked up.")


def finding(*numbers):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
    return Limits(look_up=lambda *_args, **_how: rows)


@pytest.mark.parametrize("host", UNREAD)
def test_such_a_host_is_refused_before_anything_is_looked_up(host):
    with pytest.raises(Failed, match="address"):
        place_of(f"http://{host}/", Limits(look_up=never), 1)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://ministry.example/", "file:///etc/passwd", "gopher://ministry.example/"),
        *("javascript:alert(1)", "//ministry.example/", "http:/ministry.example", "", "http://"),
    ],
)
def test_no_other_scheme(url):
    with pytest.raises(Failed, match="address"):
        place_of(url, Limits(look_up=never), 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_name_that_leads_to_such_a_number_is_refused(number):
    assert not is_allowed(number, PUBLIC)
    with pytest.raises(Failed, match="address"):
        place_of("https://ministry.example/", finding(number), 1)
    with pytest.raises(Failed, match="address"):  # one good number excuses no bad one
        place_of("https://ministry.example/", finding("8.8.8.8", number), 1)


def test_a_public_place_is_read_whole():
    place = place_of("HTTPS://Bücher.Example:8443/a?b=c#d", finding("8.8.8.8", "8.8.8.8"), 1)
    assert (place.scheme, place.host, place.port) == ("https", "xn--bcher-kva.example", 8443)
    assert (place.path, place.numbers) == ("/a?b=c", ("8.8.8.8",))
    assert place_of("http://ministry.example", finding("2606:4700::1111"), 1).port == 80


def test_only_the_schemes_asked_for():
    with pytest.raises(Failed, match="address"):
        place_of("http://a.example/", Limits(schemes=frozenset({"https"}), look_up=never), 1)


def test_a_name_without_number_and_a_look_up_that_hangs():
    with pytest.raises(Failed, match="name"):
        place_of("https://ministry.example/", finding(), 1)
    forever = Limits(look_up=lambda *_args, **_how: __import__("time").sleep(1))
    with pytest.raises(Failed, match="time"):
        place_of("https://ministry.example/", forever, 0.05)


def test_loopback_is_open_to_tests_alone():
    assert is_allowed("127.0.0.1", Limits(to_here=True))
    assert not is_allowed("10.0.0.1", Limits(to_here=True))
