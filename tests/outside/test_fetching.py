"""Requests to a real listener: what answers, what leads on, and what would hold or flood us."""

import gzip
import socket
import time

import pytest

from commitments.outside.fetching import ask, follow
from commitments.outside.places import Failed
from tests.outside.listener import here, limits, listening

pytestmark = pytest.mark.once
SENT = {"User-Agent": "tests"}


@pytest.fixture
def site():
    with listening() as server:
        yield server


def went(site, path="/", **changed):
    return follow(site.url(path), headers=SENT, limits=limits(**changed))


def leads(status, to):
    return (status, {"Location": to}, b"")


def test_an_answer_of_any_status_is_an_answer(site):
    site.answers["/"] = (410, {"X-Word": "a"}, b"Gone.")
    answer = ask(site.url("/"), headers=SENT, limits=limits())
    assert (answer.status, answer.body, answer.headers["X-Word"]) == (410, b"Gone.", "a")
    assert site.visits[0]["headers"] == {
        "User-Agent": "tests",
        "Host": f"localhost:{site.server_port}",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def test_a_path_beyond_ascii_is_sent_escaped(site):
    ask(site.url("/é?q=ü#part"), limits=limits())
    assert site.paths() == ["/%C3%A9?q=%C3%BC"]


def test_permanent_redirects_say_where_it_moved(site):
    site.answers |= {"/a": leads(301, "/b"), "/b": leads(308, "/c#top"), "/c": 200}
    journey = went(site, "/a")
    assert (journey.answer.status, journey.moved_to) == (200, site.url("/c"))


def test_it_moved_as_far_as_permanent_redirects_alone_lead(site):
    site.answers |= {"/a": leads(301, "/b"), "/b": leads(302, "/c"), "/c": leads(301, "/d")}
    site.answers["/d"] = 200
    assert went(site, "/a").moved_to == site.url("/b")
    assert went(site, "/b").moved_to == ""
    assert site.paths()[-1] == "/d"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "to",
    [
        *("http://127.0.0.1:{port}/secret", "http://2130706433:{port}/secret", "file:///secret"),
        *("http://user:pw@localhost:{port}/secret", "//[::1]:{port}/secret", "http://[bad/"),
        *("ftp://localhost/secret", "http://10.0.0.1/secret", "http://metadata.example/secret"),
    ],
)
def test_every_redirect_is_checked_from_the_start(site, status, to):
    """W04: for the check of links, wherever it leads."""

    def look_up(host, port, **how):
        number = "169.254.169.254" if host == "metadata.example" else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    site.answers["/a"] = leads(status, to.replace("{port}", str(site.server_port)))
    with pytest.raises(Failed, match="address"):
        went(site, "/a", look_up=look_up)
    assert site.paths() == ["/a"]


def test_a_circle_ends_after_five_redirects(site):
    """W04: the check of links follows five redirects, and no more."""
    site.answers["/a"] = leads(301, "/a")
    with pytest.raises(Failed, match="answer"):
        went(site, "/a")
    assert len(site.visits) == 6


def test_a_redirect_without_address_is_an_answer(site):
    site.answers["/a"] = 302
    assert went(site, "/a").answer.status == 302


def test_who_waits_is_told_of_every_hop(site):
    site.answers |= {"/a": leads(302, "/b"), "/b": 200}
    told = []
    follow(site.url("/a"), headers=SENT, limits=limits(), before=told.append)
    assert told == [site.url("/a"), site.url("/b")]


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_later(site):
    numbers = iter(["127.0.0.1"])  # a second look-up would be an error

    def look_up(_host, port, **_how):
        return here(next(numbers), port)

    site.answers["/"] = 200
    ask(site.url("/", "name.example"), limits=limits(look_up=look_up))
    assert site.visits[0]["host"] == f"name.example:{site.server_port}"


def test_no_public_request_reaches_this_machine(site):
    for host in ("localhost", "127.0.0.1", "name.example"):
        for ports in (frozenset({80}), frozenset({site.server_port})):
            with pytest.raises(Failed, match="address"):
                ask(site.url("/", host), limits=limits(to_here=False, ports=ports))
    assert site.visits == []


def test_the_environment_names_no_proxy(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.answers["/"] = 200
    assert ask(site.url("/"), limits=limits()).status == 200


def endless(part):
    """Sends a part for ever, until the visitor leaves."""

    def answer(visit):
        visit.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if part != b"X-More: more\r\n":
            visit.wfile.write(b"\r\n")
        while True:
            visit.wfile.write(part * 1000)

    return answer


def test_of_a_huge_body_no_more_is_read_than_allowed(site):
    site.answers["/"] = endless(b"0123456789")
    assert len(ask(site.url("/"), limits=limits(size=65_536)).body) == 65_536


@pytest.mark.parametrize(
    "answer",
    [
        endless(b"X-More: more\r\n"),
        lambda visit: visit.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000),
        lambda visit: visit.wfile.write(
            b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"x" * 60_000 + b"\r\n") * 4
        ),
        lambda visit: visit.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000),
        lambda visit: visit.wfile.write(b"220 mail.example ESMTP\r\n"),
        lambda visit: visit.wfile.write(b"HTTP/1.1 abc\r\n\r\n"),
        lambda visit: visit.wfile.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        ),
        lambda visit: None,
    ],
)
def test_what_is_no_answer_fails(site, answer):
    site.answers["/"] = answer
    with pytest.raises(Failed, match="answer|connection"):
        ask(site.url("/"), limits=limits())


def test_a_gzip_bomb_stays_packed(site):
    bomb = gzip.compress(bytes(20_000_000))
    site.answers["/"] = (200, {"Content-Encoding": "gzip"}, bomb)
    assert ask(site.url("/"), limits=limits(size=65_536)).body == bomb[:65_536]


def slowly(*parts):
    def answer(visit):
        for part in parts:
            visit.wfile.write(part)
            visit.wfile.flush()
            time.sleep(0.1)
        time.sleep(2)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        slowly(),
        slowly(*[b"H"] * 30),
        slowly(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 30),
        slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", *[b"."] * 30),
    ],
)
def test_the_time_is_for_all_of_it_however_it_drips(site, answer):
    site.answers["/"] = answer
    began = time.monotonic()
    with pytest.raises(Failed, match="time"):
        ask(site.url("/"), limits=limits(seconds=0.4))
    assert time.monotonic() - began < 1.9  # the answer itself takes two seconds and more


def test_redirects_share_the_time(site):
    def late(visit):
        time.sleep(0.3)
        visit.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    site.answers["/"] = late
    with pytest.raises(Failed, match="time"):
        went(site, seconds=0.7)
    assert len(site.visits) in {2, 3}  # as fast as the machine is


def test_a_closed_port_and_a_site_without_tls(site):
    with pytest.raises(Failed, match="tls"):
        ask(site.url("/").replace("http:", "https:"), limits=limits())
    site.server_close()
    with pytest.raises(Failed, match="connection"):
        ask(site.url("/"), limits=limits())


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path):
    import ssl
    import subprocess

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    made += ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    if not __import__("shutil").which("openssl"):
        pytest.skip("openssl is not installed")
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with listening() as secure:
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        with pytest.raises(Failed, match="tls"):
            ask(secure.url("/").replace("http:", "https:"), limits=limits())
        assert secure.visits == []
