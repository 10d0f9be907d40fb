"""One request at a time to a checked place: pinned, timed, measured, and never more than asked for."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

from commitments.outside.places import Failed, Limits, Place, is_allowed, place_of
from summits.addresses import canonical_escapes

HEADERS_SIZE = 65_536
PERMANENT, TEMPORARY = {301, 308}, {302, 303, 307}
TRIED = 3  # numbers of one host


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers, and as much of the body as the limits allow, as sent."""

    url: str
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Journey:
    """Where redirects led. ``moved_to`` is as far as permanent ones alone lead, "" for nowhere else."""

    answer: Answer
    moved_to: str


class Measured(io.RawIOBase):
    """What a connection sends, until a moment and up to a size, whatever it is part of."""

    def __init__(self, connection: socket.socket, until: float, size: int) -> None:
        self.connection, self.until, self.left = connection, until, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self.connection.settimeout(_left(self.until))
        if not self.left:
            raise Failed("answer")
        count = self.connection.recv_into(memoryview(buffer)[: self.left])
        self.left -= count
        return count


class Line:
    """A connection as http.client uses one."""

    def __init__(self, connection: socket.socket, until: float, size: int) -> None:
        self.connection, self.until, self.size = connection, until, size

    def sendall(self, sent: bytes) -> None:
        self.connection.settimeout(_left(self.until))
        self.connection.sendall(sent)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(Measured(self.connection, self.until, self.size))

    def close(self) -> None:
        """Nothing: http.client lets go of it before the body is read."""


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Answer:
    """One request and its answer, whatever its status; raise Failed. Follows nothing, decodes nothing.

    The name is looked up once, and the connection goes to a number that was checked.
    """
    until = time.monotonic() + limits.seconds
    place = place_of(url, limits, limits.seconds)
    port = "" if place.port in (80, 443) else f":{place.port}"
    sent = {"Host": place.host + port, "Accept-Encoding": "identity", "Connection": "close"}
    try:
        with _connected(place, limits, until) as connection:
            talk = http.client.HTTPConnection(place.host, place.port)
            talk.sock = Line(connection, until, limits.size + HEADERS_SIZE)  # type: ignore[assignment]
            path = canonical_escapes(place.path) or "/"
            talk.request(method, path, body=body, headers={**(headers or {}), **sent})
            response = talk.getresponse()
            with response:
                return Answer(url, response.status, response.headers, response.read(limits.size))
    except TimeoutError as error:
        raise Failed("time") from error
    except ssl.SSLError as error:
        raise Failed("tls") from error
    except (http.client.HTTPException, ValueError) as error:
        raise Failed("answer") from error
    except OSError as error:
        raise Failed("connection") from error


def follow(
    url: str,
    *,
    headers: Mapping[str, str],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    before: Callable[[str], None] = lambda url: None,
) -> Journey:
    """Ask, and follow redirects, each checked from the start; all requests share the time allowed.

    ``before`` is called with every address before it is asked, for who wants to wait.
    """
    here, moved_to, permanent, left = url, "", True, limits.seconds
    for _hop in range(limits.redirects + 1):
        before(here)
        began = time.monotonic()
        timed = Limits(**{**vars(limits), "seconds": left})
        answer = ask(here, headers=headers, limits=timed)
        left -= time.monotonic() - began
        location = answer.headers.get("Location", "")
        if answer.status not in PERMANENT | TEMPORARY or not location:
            return Journey(answer, moved_to)
        here = _led_to(here, location)
        permanent = permanent and answer.status in PERMANENT
        moved_to = here if permanent else moved_to
    raise Failed("answer")


def _led_to(url: str, location: str) -> str:
    """The address that a redirect names; headers are bytes, mostly of UTF-8."""
    try:
        text = location.strip().encode("latin-1").decode()
        return urlsplit(urljoin(url, text))._replace(fragment="").geturl()
    except ValueError as error:
        raise Failed("address") from error


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _connected(place: Place, limits: Limits, until: float) -> socket.socket:
    """A connection to one of the checked numbers, with the certificate of the name where it is https."""
    for number in place.numbers[:TRIED]:
        try:
            connection = socket.create_connection((number, place.port), _left(until))
            break
        except TimeoutError:
            raise
        except OSError:
            continue
    else:
        raise Failed("connection")
    try:
        if not is_allowed(connection.getpeername()[0], limits):
            raise Failed("address")
        if place.scheme == "http":
            return connection
        connection.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(connection, server_hostname=place.host)
    except BaseException:
        connection.close()
        raise
