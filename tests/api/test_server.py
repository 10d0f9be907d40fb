"""The production server: smuggled requests and headers that pose as variables (cases I16, I18)."""

import socket
from urllib.parse import urlsplit

import pytest

from tests import server

pytestmark = [pytest.mark.once, pytest.mark.walk]

HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
START = b"GET /api/v1/ HTTP/1.1\r\n" + HOST
# the connection stays open for a second request if the server lets it
GET, POST = (
    method + b" /api/v1/summits/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" for method in (b"GET", b"POST")
)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
EMPTY = b"\r\n0\r\n\r\n"
SMUGGLED = b"GET /api/v1/themes/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
HOSTILE = {
    "both lengths": GET + b"Content-Length: 4\r\n" + CHUNKED + EMPTY,
    "both lengths, in the other order": POST + CHUNKED + b"Content-Length: 4\r\n" + EMPTY,
    "chunks twice over": GET + b"Transfer-Encoding: chunked, chunked\r\n" + EMPTY,
    "chunks told twice": GET + CHUNKED + CHUNKED + EMPTY,
    "chunks before they were invented": GET.replace(b"1.1", b"1.0") + CHUNKED + EMPTY,
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 40\r\n\r\nabc",
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "negative length": POST + b"Content-Length: -1\r\n\r\n",
    "negative chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "chunk not hex": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
}


@pytest.fixture(scope="module")
def address(server_folder):
    with server.running(server_folder()) as site:
        yield urlsplit(site.address)


def sent(address, request):
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(request)
        found = b""
        while part := connection.recv(65536):
            found += part
    return found


def test_the_server_answers_a_plain_request(address):
    assert sent(address, START + b"\r\n").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("name", HOSTILE)
def test_an_ambiguous_request_gets_one_answer_and_no_second(address, name):
    """I16: two lengths, unknown codings, bad chunks."""
    found = sent(address, HOSTILE[name] + SMUGGLED)
    assert found.count(b"HTTP/1.1 ") <= 1
    assert b" 200 " not in found.partition(b"\r\n")[0]
    assert b" 500 " not in found.partition(b"\r\n")[0]


@pytest.mark.parametrize("path", [b"/api/v1/", b"/commitments/", b"/"])
@pytest.mark.parametrize("header", [b"SCRIPT_NAME: /evil", b"PATH_INFO: /admin/login/"])
def test_a_header_that_poses_as_a_variable_has_no_effect(address, header, path):
    """I18: as if it were not there."""
    start = b"GET " + path + b" HTTP/1.1\r\n" + HOST
    plain, posed = (
        sent(address, start + line + b"\r\n").partition(b"\r\n\r\n")
        for line in (b"", header + b"\r\n")
    )
    assert plain[0].startswith(b"HTTP/1.1 200")
    assert posed[0].startswith(b"HTTP/1.1 200")
    assert plain[2] == posed[2]
