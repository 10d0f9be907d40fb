"""Limits: just so many as are allowed, by the real address or by the key, told in headers (K04 to K06, K08)."""

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import caches
from redis.exceptions import ConnectionError as Away

from nsstracker.api import limits
from tests.api.partners import bearing, key_of, partner_of
from tests.api.reading import V1, problem_of

PATH = f"{V1}/"
START = 1_900_000_000 // 60 * 60  # the beginning of a minute


@pytest.fixture
def three(settings, db):
    """Three requests a minute without a key, in a minute that does not end meanwhile."""
    settings.API_LIMIT_ANONYMOUS = 3
    with time_machine.travel(START + 10, tick=False):
        yield


def statuses(client, count=4, path=PATH, **how):
    return [client.get(path, **how).status_code for _ in range(count)]


def test_the_defaults_allow_what_is_documented(settings):
    assert settings.API_LIMIT_KEY == 1200
    said = (settings.BASE_DIR / "docs" / "api.md").read_text()
    assert "120 requests a minute" in said
    assert "1200" in said


def test_a_request_too_many_is_told_when_to_come_back_and_is_let_in_then(client, three):
    """K06: the headers agree."""
    assert statuses(client, 3) == [200] * 3
    refused = client.get(PATH)
    problem = problem_of(refused, 429)
    assert "Go on in 50 seconds" in problem["detail"]
    assert refused["Retry-After"] == "50"
    assert refused["RateLimit"] == '"address";r=0;t=50'
    assert refused["RateLimit-Policy"] == '"address";q=3;w=60'
    with time_machine.travel(START + 10 + int(refused["Retry-After"]), tick=False):
        assert client.get(PATH).status_code == 200


def test_what_a_shared_cache_may_keep_tells_the_rule_and_nobody_s_count(client, three):
    kept = client.get(PATH)
    assert kept["RateLimit-Policy"] == '"address";q=3;w=60'
    assert "RateLimit" not in kept
    assert "RateLimit" not in client.get(PATH, headers={"If-None-Match": kept["ETag"]})
    refused = client.get(f"{PATH}?x=1")
    assert refused["RateLimit"] == '"address";r=0;t=50'


def test_the_docs_and_refusals_before_any_view_are_counted_too(client, three):
    assert client.get("/api/docs/")["RateLimit-Policy"]
    assert client.get(f"{PATH}?q=%00")["RateLimit"] == '"address";r=1;t=50'
    assert client.generic("FOO", PATH)["RateLimit"] == '"address";r=0;t=50'
    assert client.get(PATH).status_code == 429
    assert client.get("/summits/").status_code == 200


def test_a_key_has_a_limit_of_its_own(client, three, administrator, settings):
    settings.API_LIMIT_KEY = 5
    text = key_of(administrator)[1]
    other = key_of(administrator, partner=partner_of(administrator, name="Another"))[1]
    statuses(client)
    assert statuses(client, 6, headers=bearing(text)) == [200] * 5 + [429]
    assert statuses(client, 1, headers=bearing(other)) == [200]
    assert client.get(PATH, headers=bearing(text))["RateLimit-Policy"] == '"key";q=5;w=60'


def test_wrong_keys_count_for_the_address_that_guesses(client, three):
    assert statuses(client, headers=bearing("nsst_wrong")) == [401] * 3 + [429]


@pytest.mark.parametrize(
    "forwarded",
    [
        "10.0.0.{}",
        "junk{}",
        ", ".join(["10.1.1.{0}"] * 300),
        "127.0.0.{}",
        "fe80::{}%25eth0",
        "\xe9{}",
    ],
)
def test_a_made_up_address_changes_nothing(client, three, forwarded):
    """K05: the real peer is counted."""
    found = [
        client.get(PATH, headers={"X-Forwarded-For": forwarded.format(n)}).status_code
        for n in range(4)
    ]
    assert found == [200] * 3 + [429]


def test_behind_our_proxy_the_address_it_names_counts(client, three, settings):
    settings.PROXIES = 1
    for last in ("192.0.2.1", "192.0.2.2"):
        found = [
            client.get(PATH, headers={"X-Forwarded-For": f"10.0.0.{n}, {last}"}).status_code
            for n in range(4)
        ]
        assert found == [200] * 3 + [429]


def test_whoever_walks_through_her_network_is_one(client, three):
    """K08: by /64."""
    walk = [f"2001:db8:1:2:{n:x}::{n}" for n in range(1, 5)]
    assert [client.get(PATH, REMOTE_ADDR=one).status_code for one in walk] == [200] * 3 + [429]
    assert client.get(PATH, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
    mapped = [limits.neighbourhood(one) for one in ("::ffff:192.0.2.7", "192.0.2.7", "junk")]
    assert mapped == ["192.0.2.7", "192.0.2.7", "unknown"]


def test_of_four_hundred_at_once_sixty_are_admitted(monkeypatch):
    """K04: of one process."""
    counter = limits.Counter()
    with time_machine.travel(START, tick=False), ThreadPoolExecutor(40) as pool:
        found = list(pool.map(lambda _: counter.take("t", "one", 60).is_exceeded, range(400)))
    assert found.count(False) == 60


def test_while_the_shared_cache_is_away_a_quarter_is_allowed(monkeypatch):
    counter, asked = limits.Counter(), []
    real = limits.raised

    def away(cache, key):
        asked.append(cache)
        if cache == "default":
            raise Away
        return real(cache, key)

    monkeypatch.setattr(limits, "raised", away)
    caches["local"].clear()
    with time_machine.travel(START, tick=False):
        found = [counter.take("t", "one", 60).is_exceeded for _ in range(20)]
    assert found.count(False) == 15
    assert asked.count("default") == 1  # not asked again at once


def test_a_counter_thrown_out_of_a_full_cache_is_begun_anew(settings):
    limits.raised("local", "x")
    caches["local"].add = lambda *_args, **_how: False
    caches["local"].delete("x")
    try:
        assert limits.raised("local", "x") == 1
    finally:
        del caches["local"].add


# --- a real cache that several instances share ---

SERVER = next(filter(None, map(shutil.which, ("valkey-server", "redis-server"))), None)
COUNT = """
import sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from nsstracker.api import limits
limits.WINDOW = 10**10
with ThreadPoolExecutor(20) as pool:
    taken = pool.map(lambda _: limits.COUNTER.take("t", "one", 60), range(100))
print([(one.limit, one.is_exceeded) for one in taken].count((60, False)))
"""


@pytest.mark.once
@pytest.mark.skipif(
    SERVER is None, reason="LEFT OUT: neither valkey-server nor redis-server is here"
)
def test_four_instances_admit_sixty_of_four_hundred(tmp_path):
    """K04: of four."""
    path = tmp_path / "cache.sock"
    store = subprocess.Popen(
        [SERVER, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        while not path.exists():
            assert store.poll() is None
            time.sleep(0.05)
        environment = os.environ | {
            "CACHE_URL": f"unix://{path}", "DJANGO_SETTINGS_MODULE": "nsstracker.settings",
        }  # fmt: skip
        instances = [
            subprocess.Popen([sys.executable, "-c", COUNT], env=environment, stdout=subprocess.PIPE)
            for _ in range(4)
        ]
        said = [int(re.search(rb"\d+", one.communicate(timeout=60)[0])[0]) for one in instances]
    finally:
        store.terminate()
        store.wait(10)
    assert sum(said) == 60
