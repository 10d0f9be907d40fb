"""Where a request may go: the addresses of a host, all of them checked before any is used."""

import queue
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

from summits.addresses import split_address

# what is_global lets through or judges differently from one Python to the next
NEVER = [
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("240.0.0.0/4", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64"),
        *("2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10", "fc00::/7", "fe80::/10"),
    )
]
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?\Z")


class Failed(Exception):  # noqa: N818 - what a request came to, not a fault of ours
    """No answer that counts. ``reason`` is one word: address, name, connection, tls, time, answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """What a request may do. ``to_here`` opens loopback and its ports, for tests alone."""

    seconds: float = 15
    size: int = 65_536
    redirects: int = 5
    schemes: frozenset[str] = frozenset({"http", "https"})
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    to_here: bool = False
    look_up: Callable[..., Any] = field(default=socket.getaddrinfo)


@dataclass(frozen=True)
class Place:
    """One address read: what to ask for, of which host, and the checked numbers it answers at."""

    scheme: str
    host: str
    port: int
    path: str
    numbers: tuple[str, ...]


def place_of(url: str, limits: Limits, seconds: float) -> Place:
    """Read and look up an address once; raise Failed unless every number behind it is public."""
    try:
        parts = split_address(url)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise Failed("address") from error
    scheme = parts.scheme.lower()
    port = parts.port or (443 if scheme == "https" else 80)
    is_number = ":" in host or NUMBER.match(host.rstrip(".").rpartition(".")[2])
    if scheme not in limits.schemes or is_number or not host.strip("."):
        raise Failed("address")
    if port not in limits.ports and not limits.to_here:
        raise Failed("address")
    numbers = _looked_up(host, port, limits, seconds)
    if not all(is_allowed(number, limits) for number in numbers):
        raise Failed("address")
    return Place(
        scheme, host, port, parts._replace(scheme="", netloc="", fragment="").geturl(), numbers
    )


def is_allowed(number: str, limits: Limits) -> bool:
    """Whether a request may go to this number: public, or with ``to_here`` on this machine."""
    try:
        ip = ip_address(number)
    except ValueError:
        return False
    if limits.to_here and ip.is_loopback:
        return True
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NEVER)


def _looked_up(host: str, port: int, limits: Limits, seconds: float) -> tuple[str, ...]:
    """The numbers of a name, in time: the system's look-up knows no limit of ours."""
    found: queue.Queue[Any] = queue.Queue()

    def ask() -> None:
        try:
            found.put(limits.look_up(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            found.put([])

    threading.Thread(target=ask, daemon=True).start()
    try:
        rows = found.get(timeout=max(seconds, 0.01))
    except queue.Empty as error:
        raise Failed("time") from error
    if not rows:
        raise Failed("name")
    return tuple(dict.fromkeys(row[4][0] for row in rows))
