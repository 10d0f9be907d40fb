"""How many requests a minute somebody may make, counted where all instances see it."""

import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError

WINDOW = 60
LEFT_ALONE = 5  # seconds for which a shared cache that has failed is not asked again
WHILE_AWAY = 4  # what part of a limit an instance allows that counts alone
AWAY = (RedisError, OSError)


@dataclass(frozen=True)
class Allowance:
    """What somebody has left: the name of the policy, its limit, and the seconds to the next window."""

    policy: str
    limit: int
    used: int
    seconds: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def rule(self) -> str:
        """What is allowed to whoever asks in this way, as the field RateLimit-Policy."""
        return f'"{self.policy}";q={self.limit};w={WINDOW}'

    @property
    def left(self) -> str:
        """What the one who asked has left, as the field RateLimit; for nobody else to see."""
        return f'"{self.policy}";r={max(self.limit - self.used, 0)};t={self.seconds}'


def neighbourhood(address: str) -> str:
    """What counts as one: an IPv4 address, or the /64 of an IPv6 address, all of which one client has."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Network((found, 64), strict=False)
    return str(found)


class Counter:
    """Counts requests in windows of a minute, in the shared cache or, while that is away, alone."""

    def __init__(self) -> None:
        self.away_until = 0.0

    def take(self, name: str, who: str, limit: int) -> Allowance:
        """Count one request. Of any number at once, just so many as the limit are within it."""
        now = time.time()
        window = int(now // WINDOW)
        seconds = max(math.ceil((window + 1) * WINDOW - now), 1)
        key = f"limit:{name}:{who}:{window}"
        if time.monotonic() >= self.away_until:
            try:
                return Allowance(name, limit, raised("default", key), seconds)
            except AWAY:
                self.away_until = time.monotonic() + LEFT_ALONE
        alone = max(limit // WHILE_AWAY, 1)
        return Allowance(name, alone, raised("local", key), seconds)


def raised(cache: str, key: str) -> int:
    """Raise a number by one, as one step that nobody comes between, and return it."""
    store = caches[cache]
    store.add(key, 0, timeout=2 * WINDOW)
    try:
        return store.incr(key)
    except ValueError:  # thrown out of a full cache in between
        return 1


COUNTER = Counter()


def of_address(address: str) -> Allowance:
    """One request without a key."""
    limit = settings.API_LIMIT_ANONYMOUS
    return COUNTER.take("address", neighbourhood(address), limit)


def of_key(number: int) -> Allowance:
    """One request with a key."""
    return COUNTER.take("key", str(number), settings.API_LIMIT_KEY)
