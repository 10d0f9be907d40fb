"""Eight editors publish and take back at once while four partners follow, killed now and then (G5, F01)."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from commitments.actions.errors import Refused
from commitments.models import Change
from tests.actions.test_changes import on_postgresql
from tests.api.mirror import Mirror, over_http
from tests.api.storm import ACTS, act, exported, seed

SECONDS = float(os.environ.get("STORM_SECONDS", "6"))
LONGER = 60  # on a busy machine, until something has been updated too
NEEDED = {"publish", "update"}
MIRROR = Path(__file__).with_name("mirror.py")


def is_over(until, done):
    now = time.monotonic()
    return now > until and (set(done) >= NEEDED or now > until + LONGER)


def write(people, chance, until, done, broken):
    """One writer: a publication and another act in turn, each writer beginning with another one."""
    others = chance.sample([*ACTS], len(ACTS))
    for name in itertools.cycle(name for other in others for name in ("publish", other)):
        if is_over(until, done) or broken:
            break
        try:
            act(name, people, chance)
            done.append(name)
        except (Refused, ValidationError):
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a defect
            broken.append(error)
        time.sleep(chance.random() / 20)
    connections.close_all()


def follower(base, folder, number):
    """A partner's program, which saves its copy in a folder of the test."""
    paths = [str(folder / f"{number}.json"), str(folder / "stop")]
    return subprocess.Popen([sys.executable, str(MIRROR), base, *paths])


@on_postgresql
@pytest.mark.walk
@pytest.mark.django_db(transaction=True)
def test_whoever_follows_through_a_storm_has_a_true_copy(live_server, tmp_path, person):
    """F01: nothing is missed or doubled, whoever is killed."""
    people = [person(f"person-{n}", "managing editor") for n in range(8)]
    seed()
    chance, done, broken = random.Random(8), [], []
    until = time.monotonic() + SECONDS
    writers = [
        threading.Thread(
            target=write,
            args=((one, people[n - 1], one), random.Random(n), until, done, broken),
        )
        for n, one in enumerate(people)
    ]
    readers = [follower(live_server.url, tmp_path, n) for n in range(4)]
    for writer in writers:
        writer.start()
    killed = 0
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.3, 1))
        number = chance.randrange(4)
        readers[number].send_signal(signal.SIGKILL)
        readers[number].wait()
        readers[number] = follower(live_server.url, tmp_path, number)
        killed += 1
    for writer in writers:
        writer.join(LONGER + 60)
    (tmp_path / "stop").touch()
    assert [reader.wait(120) for reader in readers] == [0] * 4
    assert broken == []
    assert set(done) >= NEEDED
    assert SECONDS < 60 or set(done) == set(ACTS)
    assert killed > 3
    fetch = over_http(live_server.url)
    whole = exported(fetch)
    for number in range(4):
        rows, _cursor = saved(tmp_path / f"{number}.json")
        assert rows == whole
    late = Mirror(fetch)
    late.catch_up(1000)
    assert late.rows == whole
    assert len(late.seen) == len(set(late.seen)) == Change.objects.count()
    print(f"{len(done)} acts, {len(late.seen)} changes, {killed} kills")  # noqa: T201


def saved(path):
    return json.loads(path.read_text())
