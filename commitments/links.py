"""Checking links: politely, one after the other, a pause for every host, and each result kept at once."""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from commitments.actions import links
from commitments.actions.links import Outcome
from commitments.choices import LinkState
from commitments.models import Link
from commitments.outside.fetching import Journey, follow
from commitments.outside.places import Failed, Limits
from commitments.queries import links as reads

LIMITS = Limits()
LETS_NOBODY_IN = {401, 402, 403, 405, 406, 407, 416, 418, 425, 429, 451, 999}


@dataclass
class Pace:
    """When each host may be asked again. ``clock`` and ``sleep`` are the system's, but for tests."""

    delay: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    free: dict[str, float] = field(default_factory=dict)

    def free_at(self, host: str) -> float:
        return self.free.get(host, 0.0)

    def wait(self, url: str) -> None:
        """Wait until the host of an address may be asked, and count it as asked."""
        host = host_of(url)
        pause = self.free_at(host) - self.clock()
        if pause > 0:
            self.sleep(pause)
        self.rest(url)

    def rest(self, url: str) -> None:
        self.free[host_of(url)] = self.clock() + self.delay


@dataclass(frozen=True)
class Run:
    """What a run came to: checks by the state they led to, and how many links were left."""

    states: Counter[LinkState]
    left: int


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def check_due(
    *,
    pace: Pace,
    limit: int | None = None,
    seconds: float | None = None,
    only: str = "",
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Run:
    """Check the links whose turn it is, or one source's; stop at a limit or after some seconds.

    A run that is stopped has kept what it found, and the next one goes on with the others.
    """
    at = timezone.now()
    links.register(at=at)
    found = list(reads.of_source(only) if only else reads.due(at))
    most = len(found) if limit is None else min(limit, len(found))
    end = None if seconds is None else pace.clock() + seconds
    states: Counter[LinkState] = Counter()
    done = 0
    for link in islice(_in_turn(found, pace), most):
        if end is not None and max(pace.clock(), pace.free_at(host_of(link.url))) >= end:
            break
        state = _check(link, pace)
        states.update([state] if state else [])
        done += 1
        progress("links", done, most)
    return Run(states, len(found) - done)


def _in_turn(found: Iterable[Link], pace: Pace) -> Iterable[Link]:
    """The links so that the host that may be asked soonest comes next; of one host, in their order."""
    waiting: dict[str, deque[Link]] = defaultdict(deque)
    for link in found:
        waiting[host_of(link.url)].append(link)
    while waiting:
        host = min(waiting, key=pace.free_at)
        yield waiting[host].popleft()
        if not waiting[host]:
            del waiting[host]


def _check(link: Link, pace: Pace) -> LinkState | None:
    """Check one link, unless another run has it in hand; its new state."""
    if not links.claim(link, at=timezone.now()):
        return None
    try:
        outcome = ask_about(link.url, pace)
    except BaseException:
        links.let_go(link)
        raise
    return links.record_outcome(link, outcome, at=timezone.now())


def ask_about(url: str, pace: Pace) -> Outcome:
    """Ask for an address as a reader's browser would, for its beginning only."""
    agent = f"NSSTracker-links/1 (+{settings.SITE_URL}/method/)"
    sent = {"User-Agent": agent, "Accept": "*/*", "Range": f"bytes=0-{LIMITS.size - 1}"}
    try:
        journey = follow(url, headers=sent, limits=LIMITS, before=pace.wait)
    except Failed as failed:
        return Outcome(LinkState.UNREACHABLE, failure=failed.reason)
    finally:
        pace.rest(url)
    return judge(url, journey)


def judge(url: str, journey: Journey) -> Outcome:
    """What an answer says about a link."""
    answer = journey.answer
    if answer.status in LETS_NOBODY_IN or (answer.status == 503 and answer.headers["Retry-After"]):
        return Outcome(LinkState.REFUSED, answer.status)
    if not 200 <= answer.status < 300:
        return Outcome(LinkState.UNREACHABLE, answer.status, "status")
    if _is_front(answer.url) and not _is_front(url):
        return Outcome(LinkState.UNREACHABLE, answer.status, "front page")
    return Outcome(LinkState.ALIVE, answer.status, moved_to=journey.moved_to)


def _is_front(url: str) -> bool:
    """Whether an address is a site's front page, where many sites send who asks for what they removed."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
