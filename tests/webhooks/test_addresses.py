"""Where a webhook never goes: refused when it is saved, and again when it is sent; nothing connects."""

import dataclasses
import socket

import pytest
from django.utils import timezone

from commitments import signing
from commitments.actions import webhooks
from commitments.actions.reporting import Unfit
from commitments.models import Delivery, Webhook
from tests.outside.listener import listening
from tests.webhooks.hooks import hook_of, publish, served, states

pytestmark = pytest.mark.django_db
LOCAL = [
    *("127.0.0.1", "localhost", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1", "[fe80::1]"),
    *("169.254.169.254", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[fd00::1]", "[fd00:ec2::254]"),
]
DISGUISED = [
    *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "①②⑦.⓪.⓪.①", "127。0。0。1"),
    *("0x7f.1", "127.0.0.1.", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
]
OTHERWISE = [
    *(
        "http://example.com\\@127.0.0.1/",
        "http://127.0.0.1#@example.com/",
        "https://a:b@b.example/",
    ),
    *("https://me@b.example/", "https://exam\tple.com/", "https://example.com/\r\nX: y", ""),
    *(f"https://example.com:{port}/" for port in (0, 22, 25, 80, 6379, 8080, 99999, "x")),
    *("ftp://example.com/", "gopher://example.com/", "file:///etc/passwd", "javascript:alert(1)"),
    *("http://example.com/", "http://example.com:443/", "https://", "//example.com/", "https:///x"),
    "https://example.com/" + "x" * 500,
]
NAMED = [
    *("127.0.0.1", "10.1.2.3", "100.64.0.1", "169.254.169.254", "192.168.1.1", "224.0.0.1", "::1"),
    *(
        "0.0.0.0",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00::1",
        "64:ff9b::a00:1",
    ),
]


@pytest.fixture
def inside():
    """A service of this machine that no partner may reach."""
    with listening() as server:
        yield server
        assert server.visits == []


@pytest.fixture
def name_leads_to(monkeypatch):
    """What every name is looked up to, one answer after the other; returns the look-ups made."""

    def lead(*answers):
        rest, asked = iter(answers), []

        def look_up(host, port, **_how):
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(rest), port))]

        real = webhooks.limits
        changed = lambda seconds: dataclasses.replace(real(seconds), look_up=look_up)  # noqa: E731
        monkeypatch.setattr(webhooks, "limits", changed)
        return asked

    return lead


def saved_before(partner, url):
    """A webhook whose address was let in once, whatever is thought of it today."""
    at = timezone.now()
    facts = {"salt": signing.new_salt(), "made_at": at, "next_at": at, "position": 0}
    return Webhook.objects.create(partner=partner, url=url[:500], **facts)


def refused(partner, url):
    """What is said of an address, at saving; and that it is not sent to, either."""
    with pytest.raises(Unfit) as caught:
        hook_of(partner, url)
    assert not Webhook.objects.exists()
    hook = saved_before(partner, url)
    publish(1)
    assert served(hook) == 1
    assert states(hook) == ["waiting"]
    assert Delivery.objects.get().attempts[0]["failure"] == "address"
    return [(fault.pointer, fault.detail) for fault in caught.value.faults]


@pytest.mark.parametrize("host", LOCAL)
def test_what_is_local_is_refused(partner, inside, host):
    """W01: loopback, private, link-local and metadata addresses, with the port of one that listens."""
    assert refused(partner, f"https://{host}:{inside.server_port}/") == [("/url", webhooks.NOWHERE)]


@pytest.mark.parametrize("host", [*LOCAL, *DISGUISED])
def test_what_is_local_is_refused_on_an_open_port_in_every_spelling(partner, host):
    """W02: decimal, hexadecimal, octal, short, full-width and IPv6-mapped spellings, on port 443."""
    [(pointer, _detail)] = refused(partner, f"https://{host}/")
    assert pointer == "/url"


@pytest.mark.parametrize("url", OTHERWISE)
def test_other_schemes_ports_and_tricks_are_refused(partner, name_leads_to, url):
    """W05: user names, backslashes, line breaks, other ports and schemes; nothing is looked up."""
    asked = name_leads_to()
    if len(url) > 500:
        with pytest.raises(Unfit):
            hook_of(partner, url)
    else:
        refused(partner, url)
    assert asked == []


@pytest.mark.parametrize("number", NAMED)
def test_a_name_that_leads_inside_is_refused(partner, name_leads_to, number):
    """W01: a public name with a private number."""
    name_leads_to(number, number)
    assert refused(partner, "https://receiver.example/") == [("/url", webhooks.NOWHERE)]


def test_a_name_that_leads_elsewhere_later_is_refused_then(partner, inside, name_leads_to):
    """W03: public when saved, 127.0.0.1 when sent: looked up once for each, and never connected to."""
    asked = name_leads_to("93.184.216.34", "127.0.0.1")
    hook, _ = hook_of(partner, "https://receiver.example/")
    publish(1)
    served(hook)
    assert Delivery.objects.get().attempts[0]["failure"] == "address"
    assert asked == ["receiver.example"] * 2


def test_the_connection_goes_to_the_number_that_was_checked(partner, name_leads_to, monkeypatch):
    """W03: of one attempt there is one look-up; a second answer, 127.0.0.1, is never asked for."""
    tried = []

    def refuse(address, *_args):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    asked = name_leads_to("93.184.216.34", "93.184.216.34", "127.0.0.1")
    hook, _ = hook_of(partner, "https://receiver.example/")
    publish(1)
    served(hook)
    assert tried == [("93.184.216.34", 443)]
    assert asked == ["receiver.example"] * 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["/inside", "http://127.0.0.1/", "file:///etc/passwd", "/", ""])
def test_a_redirect_is_a_failure_and_never_followed(partner, receiver, status, to):
    """W04: wherever it leads."""
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = (status, {"Location": to} if to else {}, b"")
    receiver.answers["/inside"] = 200
    assert served(hook) == 1
    assert receiver.paths() == ["/"]
    assert states(hook) == ["waiting"]


def test_a_name_that_nobody_knows_is_refused_with_another_sentence(partner, monkeypatch):
    def unknown(*_args, **_how):
        raise socket.gaierror

    real = webhooks.limits
    changed = lambda seconds: dataclasses.replace(real(seconds), look_up=unknown)  # noqa: E731
    monkeypatch.setattr(webhooks, "limits", changed)
    with pytest.raises(Unfit, match="No machine is found"):
        hook_of(partner, "https://nosuch.example/")
