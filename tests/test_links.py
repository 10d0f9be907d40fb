"""Checking links against a real listener: states, days, corrections, politeness, and two runs at once."""

import datetime
import itertools
import random
import threading
from collections import defaultdict
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from commitments import links
from commitments.actions import links as actions
from commitments.choices import LinkState
from commitments.models import Change, FeedHead, Link
from commitments.queries import links as reads
from summits.models import Source
from tests import factories as make
from tests.outside.listener import limits, listening

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2020, 5, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(links, "LIMITS", limits(seconds=0.5))
    with listening() as server:
        yield server


@pytest.fixture
def source(site):
    return make.SourceFactory(slug="one", url=site.url("/one", "a.example"))


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def pace(self, delay=2.0):
        return links.Pace(delay, clock=self.time, sleep=self.sleep)


def check(day=0, hour=0, **how):
    """One run on a day, which no clock but the run's own waits for."""
    at = DAY + datetime.timedelta(days=day, hours=hour)
    with time_machine.travel(at, tick=False):
        return links.check_due(pace=Clock().pace(), **how)


def state(source):
    link = Link.objects.get(source=source)
    return link.state, link.failed_days, link.is_gone


def test_a_document_that_answers(site, source):
    """W13: it is asked for the first 64 KB, by an agent that says where its makers are found."""
    site.answers["/one"] = 200
    run = check()
    link = Link.objects.get()
    assert (run.states, run.left) == ({LinkState.ALIVE: 1}, 0)
    assert (link.state, link.http_status, link.last_alive_at) == ("alive", 200, DAY)
    assert link.next_check_at == DAY + datetime.timedelta(days=30)
    sent = site.visits[0]["headers"]
    assert sent["Range"] == "bytes=0-65535"
    assert sent["User-Agent"] == "NSSTracker-links/1 (+https://tracker.example/method/)"
    assert not Change.objects.exists()


def test_nothing_is_asked_before_its_turn(site, source):
    site.answers["/one"] = 200
    check()
    assert check(day=29).states.total() == 0
    assert check(day=30).states == {LinkState.ALIVE: 1}


@pytest.mark.parametrize("answer", [404, 410, 500, 503, lambda visit: None])
def test_gone_after_three_days_without_an_answer_and_back_with_one(site, source, answer):
    """W13: readers are told that it is gone after three days without an answer."""
    site.answers["/one"] = 200
    check()
    site.answers["/one"] = answer
    check(day=30)
    assert state(source) == ("unreachable", 1, False)
    check(day=30, hour=6, only="one")  # the same day again proves nothing
    assert state(source) == ("unreachable", 1, False)
    check(day=32)
    assert state(source) == ("unreachable", 2, False)
    check(day=33)
    assert state(source) == ("gone", 3, True)
    link = Link.objects.get()
    assert (link.last_alive_at, link.shown_at.day) == (DAY, 3)
    site.answers["/one"] = 200
    check(day=63)
    assert state(source) == ("alive", 0, False)


def test_one_answer_between_begins_the_count_anew(site, source):
    for day, answer in enumerate([404, 404, 200, 404]):
        site.answers["/one"] = answer
        check(day=day, only="one")
    assert state(source) == ("unreachable", 1, False)


@pytest.mark.parametrize("status", [401, 403, 405, 429, 451, 999, (503, {"Retry-After": 9}, b"")])
def test_a_site_that_lets_no_checker_in_is_not_gone(site, source, status):
    site.answers["/one"] = status
    for day in (0, 30, 60, 90):
        check(day=day)
    assert state(source) == ("refused", 0, False)


def test_a_slow_and_a_huge_document_and_one_that_leads_inside(site, source):
    site.answers["/one"] = lambda visit: threading.Event().wait(1)
    check()
    assert Link.objects.get().failure == "time"
    site.answers["/one"] = (200, {}, bytes(5_000_000))
    check(day=1)
    assert state(source)[0] == "alive"
    site.answers["/one"] = (302, {"Location": "http://169.254.169.254/"}, b"")
    check(day=31)
    assert Link.objects.get().failure == "address"


def test_where_it_moved_for_good_is_offered_as_a_correction(site, source):
    site.answers |= {"/one": (301, {"Location": "/two"}, b""), "/two": 200}
    check()
    link = Link.objects.get()
    assert (link.state, link.correction) == ("moved", site.url("/two", "a.example"))
    source.url = site.url("/two", "a.example")
    source.save()
    assert Link.objects.get().correction == ""  # taken over


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("/one?a=" + "b" * 1000, "alive"),  # longer than a source's address may be
        ("http://a.example:{port}/one#part", "unreachable"),  # a circle
        ("/", "unreachable"),  # the front page is where removed documents lead
        ("http://b.example:{port}/two", "moved"),
    ],
)
def test_no_correction_that_would_be_none(site, source, to, expected):
    to = to.replace("{port}", str(site.server_port))
    site.answers |= {"/one": (308, {"Location": to}, b""), "/": 200, "/two": 200}
    site.answers["/one?a=" + "b" * 1000] = 200
    check()
    assert Link.objects.get().state == expected


def test_a_temporary_redirect_offers_nothing(site, source):
    site.answers |= {"/one": (302, {"Location": "/two"}, b""), "/two": 200}
    check()
    assert (Link.objects.get().state, Link.objects.get().correction) == ("alive", "")


def test_a_new_address_begins_anew(site, source):
    for day in range(3):
        check(day=day)
    assert Link.objects.get().is_gone
    source.url = site.url("/new", "a.example")
    source.save()
    assert not Link.objects.get().is_gone
    site.answers["/new"] = 200
    check(day=3)
    assert state(source) == ("alive", 0, False)


def test_only_public_sources_with_an_address_are_asked(site, source):
    make.SourceFactory(draft=True, url=site.url("/draft", "b.example"))
    make.SourceFactory(retracted=True, url=site.url("/retracted", "b.example"))
    make.SourceFactory(url="")
    check()
    assert site.paths() == ["/one"]


def test_hosts_take_turns_and_each_is_left_in_peace(site):
    for host in "abc":
        for number in range(3):
            make.SourceFactory(url=site.url(f"/{host}{number}", f"{host}.example"))
            site.answers[f"/{host}{number}"] = 200
    clock = Clock()
    links.check_due(pace=clock.pace(2.0))
    assert site.paths() == ["/a0", "/b0", "/c0", "/a1", "/b1", "/c1", "/a2", "/b2", "/c2"]
    assert clock.slept == [2.0, 2.0]


def test_no_host_is_asked_more_than_once_a_second_however_many_links_it_has():
    """W13: of 5,000 links of three hosts, never two to one host within a second."""
    hosts = random.Random(13).choices(["a.example", "b.example", "c.example"], [90, 9, 1], k=5000)
    clock, asked = Clock(), defaultdict(list)
    pace = clock.pace(1.0)
    urls = [Link(url=f"https://{host}/{number}") for number, host in enumerate(hosts)]
    for link in links._in_turn(urls, pace):
        pace.wait(link.url)
        asked[links.host_of(link.url)].append(clock.now)
        pace.rest(link.url)
    assert sum(len(times) for times in asked.values()) == 5000
    for times in asked.values():
        assert all(later - one >= 1 for one, later in itertools.pairwise(times))
    assert clock.now - 100 < hosts.count("a.example") + 1  # and no host waits for another


def test_a_redirect_to_the_same_host_waits_too(site, source):
    site.answers |= {"/one": (301, {"Location": "/two"}, b""), "/two": 200}
    clock = Clock()
    links.check_due(pace=clock.pace(2.0))
    assert clock.slept == [2.0]


def test_a_run_that_stops_leaves_the_rest_to_the_next(site):
    for number in range(5):
        make.SourceFactory(url=site.url(f"/{number}", "a.example"))
        site.answers[f"/{number}"] = 200
    run = links.check_due(pace=Clock().pace(), limit=2)
    assert (run.states.total(), run.left) == (2, 3)
    run = links.check_due(pace=Clock().pace(2.0), seconds=3)
    assert (run.states.total(), run.left) == (2, 1)
    run = links.check_due(pace=Clock().pace())
    assert (run.states.total(), run.left) == (1, 0)
    assert sorted(site.paths()) == ["/0", "/1", "/2", "/3", "/4"]


def test_what_is_interrupted_is_laid_back_and_what_was_found_is_kept(site, source, monkeypatch):
    second = make.SourceFactory(url=site.url("/two", "b.example"))
    site.answers |= {"/one": 200, "/two": 200}
    real = links.ask_about

    def interrupted(url, pace):
        if url == second.url:
            raise KeyboardInterrupt
        return real(url, pace)

    monkeypatch.setattr(links, "ask_about", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check()
    assert state(source)[0] == "alive"
    monkeypatch.setattr(links, "ask_about", real)
    assert check().states == {LinkState.ALIVE: 1}
    assert state(second)[0] == "alive"


def test_a_link_in_hand_is_nobody_elses_until_its_time_is_over(source):
    actions.register(at=DAY)
    link = Link.objects.get()
    assert actions.claim(link, at=DAY)
    assert not actions.claim(link, at=DAY)
    assert not actions.claim(link, at=DAY + datetime.timedelta(minutes=9))
    assert actions.claim(link, at=DAY + datetime.timedelta(minutes=10))


def test_two_runs_at_once_ask_for_every_document_once(site):
    for number in range(12):
        make.SourceFactory(url=site.url(f"/{number}", f"{number % 3}.example"))
        site.answers[f"/{number}"] = 200
    others = []

    def meanwhile(*_progress):
        if not others:
            others.append(links.check_due(pace=Clock().pace()))

    own = links.check_due(pace=Clock().pace(), progress=meanwhile)
    assert (own.states.total(), others[0].states.total()) == (1, 11)
    assert sorted(site.paths()) == sorted(f"/{number}" for number in range(12))


def test_an_answer_for_an_address_that_was_corrected_meanwhile_says_nothing(source):
    actions.register(at=DAY)
    link = Link.objects.get()
    Source.objects.update(url="https://a.example/other")
    outcome = actions.Outcome(LinkState.ALIVE, 200)
    assert actions.record_outcome(link, outcome, at=DAY) is None
    assert Link.objects.get().state == ""


def test_readers_copies_are_old_when_a_link_is_gone_and_when_it_is_back(site, source):
    def asides():
        return FeedHead.objects.values_list("asides", flat=True).first() or 0

    seen = []
    for day, answer in enumerate([200, 404, 404, 404, 404, 200]):
        site.answers["/one"] = answer
        check(day=day, only="one")
        seen.append(asides())
    assert seen == [0, 0, 0, 1, 1, 2]


def test_dead_are_those_gone_without_archived_copy(site, source):
    make.SourceFactory(
        slug="kept", url=site.url("/k", "b.example"), archived_url="https://k.example/"
    )
    site.answers["/alive"] = 200
    make.SourceFactory(slug="alive", url=site.url("/alive", "c.example"))
    for day in range(3):
        check(day=day)
    assert [one.slug for one in reads.dead()] == ["one"]
    assert reads.dead_among(["one", "kept", "alive"]) == {"one": source.title}


def run_command(*args):
    out = StringIO()
    call_command("check_links", *args, "--host-delay", "0", stdout=out)
    return out.getvalue()


def test_the_command_sums_up_in_one_line(site, source):
    site.answers["/one"] = 200
    make.SourceFactory(url=site.url("/two", "b.example"))
    expected = "1 links checked: 1 alive, 0 moved, 0 refused, 0 unreachable, 0 gone; 1 left.\n"
    assert run_command("--limit", "1") == expected
    assert run_command("--only", "one") == expected.replace("1 left", "0 left")
    assert "0 links checked" in run_command("--max-minutes", "0")


@pytest.mark.parametrize("args", [["--limit", "0"], ["--only", "nosuch"]])
def test_the_command_refuses_what_it_cannot_do(source, args):
    with pytest.raises(CommandError, match="Give a --limit|There is no public source"):
        run_command(*args)


def test_the_bar_is_for_terminals_alone(site, source):
    class Terminal(StringIO):
        def isatty(self):
            return True

    site.answers["/one"] = 200
    out = Terminal()
    call_command("check_links", "--host-delay", "0", stdout=out)
    assert "█ 1/1" in out.getvalue()


def test_a_run_over_what_is_due_asks_the_database_a_few_times(site, django_assert_num_queries):
    now = timezone.now()
    for _ in range(3):
        make.SourceFactory()
    actions.register(at=now)
    with django_assert_num_queries(1):
        assert len(list(reads.due(now))) == 3
