"""Workers that are killed, and receivers that are slow, refuse, fail and die: nothing is lost or out of order.

The storm sends 5 events for each of ``STORM_SECONDS`` to three receivers, and kills a worker every 2 seconds.
"""

import contextlib
import datetime
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from commitments.actions import webhooks
from tests.outside.listener import listening
from tests.server import ROOT, free_port
from tests.webhooks.hooks import hook_of, numbers, publish, verified

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = float(os.environ.get("STORM_SECONDS", "6"))
EVENTS = int(SECONDS * 5)
TIMEOUT = 1.2  # seconds; a lease ends after three times that
WORKER = ROOT / "tests" / "webhooks" / "worker.py"
LONGEST = 90 + 5 * SECONDS  # on a busy machine


class Queue:
    """The queue as other processes see it: the test's database, of SQLite a copy in a file."""

    def __init__(self, folder):
        self.given = {"WEBHOOKS_HERE": "1", "DJANGO_SETTINGS_MODULE": "nsstracker.settings"}
        self.given["PYTHONPATH"] = str(ROOT)
        self.file = folder / "nss.sqlite3"
        if connection.vendor == "postgresql":
            name = connection.settings_dict["NAME"]
            url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")
            self.given["DATABASE_URL"] = url.geturl()
        else:
            self.given["NSS_VAR"] = str(folder)
            connection.cursor().execute("VACUUM INTO %s", [str(self.file)])

    def worker(self):
        command = [sys.executable, str(WORKER), str(TIMEOUT)]
        how = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        return subprocess.Popen(command, env=os.environ | self.given, **how)

    def counts(self):
        """How many messages there are in each state."""
        asked = "SELECT state, count(*) FROM commitments_delivery GROUP BY state"
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(asked)
                return dict(cursor.fetchall())
        with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as opened:
            return dict(opened.execute(asked).fetchall())


def end(worker, number=signal.SIGKILL):
    worker.send_signal(number)
    code = worker.wait(30)
    worker.stdin.close()
    return code


def until(true):
    """Wait for something, not for ever."""
    over = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < over, "it did not happen in time"
        time.sleep(0.05)


def respond(visit, status):
    visit.send_response(status)
    visit.send_header("Content-Length", "0")
    visit.end_headers()


def test_killed_before_it_is_written_down_it_is_sent_again(partner, receiver, tmp_path):
    """W08: the worker dies between the receiver's 200 and the record: same id, new timestamp."""
    hook, secret = hook_of(partner, receiver.url())
    publish(2)
    queue = Queue(tmp_path)
    first = queue.worker()

    def kill_then_answer(visit):
        receiver.answers["/"] = 200
        end(first)
        with contextlib.suppress(OSError):
            respond(visit, 200)

    receiver.answers["/"] = kill_then_answer
    until(lambda: len(receiver.visits) == 1)
    assert first.wait(30) == -signal.SIGKILL
    second = queue.worker()
    until(lambda: queue.counts() == {"delivered": 2})
    assert end(second, signal.SIGTERM) == 0
    assert numbers(receiver.visits) == [1, 1, 2]
    once, again, _next = [visit["headers"] for visit in receiver.visits]
    assert once["webhook-id"] == again["webhook-id"]
    assert int(once["webhook-timestamp"]) < int(again["webhook-timestamp"])
    assert verified(secret, receiver.visits[0]) == verified(secret, receiver.visits[1])


def is_open(connection):
    """Whether a visitor is still there: one who has given up or was killed is not."""
    try:
        return (
            connection is not None
            and connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        )
    except BlockingIOError:
        return True
    except OSError:
        return False


class Receiver:
    """One that writes down what came and what it answered, and who was here at the same time."""

    def __init__(self, chance):
        self.chance, self.events, self.secrets, self.verified = chance, [], [], 0
        self.here, self.overlaps, self.lock = None, 0, threading.Lock()

    def answer(self, visit):
        with self.lock:
            self.overlaps += is_open(self.here)
            self.here = visit.connection
        number = int(visit.headers["webhook-id"].rpartition("_")[2])
        self.events.append(("came", number))
        for secret in self.secrets:
            verified(secret, {"body": visit.body, "headers": dict(visit.headers)})
        time.sleep(self.chance.random() / 50)
        with self.lock:
            self.verified += 1
            self.here = None  # from here on the visitor may know that we are done
        self.behave(visit, number)

    def behave(self, visit, number):
        self.accept(visit, number)

    @property
    def accepted(self):
        return {number for what, number in list(self.events) if what == "accepted"}

    def accept(self, visit, number):
        self.events.append(("accepted", number))
        with contextlib.suppress(OSError):
            respond(visit, 200)


class Failing(Receiver):
    def behave(self, visit, number):
        mood = self.chance.random()
        if mood < 0.1:
            respond(visit, 500)
        elif mood < 0.15:
            visit.connection.close()
        elif mood < 0.17:
            time.sleep(1.5 * TIMEOUT)
        else:
            self.accept(visit, number)


def in_order(receiver):
    """Whether each message came after the one before it had been accepted, and only then."""
    done = 0
    for what, number in receiver.events:
        if number not in {done, done + 1}:
            return False
        done = number if what == "accepted" else done
    return done == EVENTS


def dying(receiver, port, stop):
    """A receiver whose machine is away now and then."""
    while not stop.is_set():
        with listening(port) as server:
            server.answers["/"] = receiver.answer
            stop.wait(receiver.chance.uniform(0.5, 1.5))
        stop.wait(receiver.chance.uniform(0.1, 0.4))


@pytest.mark.walk
def test_through_a_storm_every_event_arrives_in_order(partner, receiver, tmp_path, record_property):
    """W09: every event at every receiver, in order, signed by both secrets, never two at once (G7)."""
    chance, stop = random.Random(7), threading.Event()
    receivers = [kind(random.Random(n)) for n, kind in enumerate((Receiver, Failing, Receiver))]
    slow, failing, mortal = receivers
    receiver.answers |= {"/slow": slow.answer, "/failing": failing.answer}
    port = free_port()
    host = threading.Thread(target=dying, args=(mortal, port, stop))
    host.start()
    urls = [receiver.url("/slow"), receiver.url("/failing"), f"http://localhost:{port}/"]
    made = [hook_of(partner, url) for url in urls]
    how = {"overlap": datetime.timedelta(days=1), "by": partner, "at": timezone.now()}
    for (hook, old), one in zip(made, receivers, strict=True):
        one.secrets = [old, webhooks.rotate(hook, **how)[1]]
    publish(EVENTS)
    queue = Queue(tmp_path)
    workers, kills, began = [queue.worker() for _ in range(3)], 0, time.monotonic()
    try:
        while any(len(one.accepted) < EVENTS for one in receivers):
            assert time.monotonic() < began + LONGEST, [len(one.accepted) for one in receivers]
            time.sleep(chance.uniform(0.5, 1.5))
            if kills < SECONDS / 2:
                number = chance.randrange(3)
                end(workers[number])
                workers[number] = queue.worker()
                kills += 1
        until(lambda: queue.counts() == {"delivered": 3 * EVENTS})
    finally:
        codes = [end(worker, signal.SIGTERM) for worker in workers]
        stop.set()
        host.join()
    assert set(codes) <= {0, -signal.SIGTERM}
    assert [in_order(one) for one in receivers] == [True] * 3
    assert [one.overlaps for one in receivers] == [0] * 3
    came = [[what for what, _n in one.events].count("came") for one in receivers]
    assert [one.verified for one in receivers] == came
    took = time.monotonic() - began
    facts = f"{3 * EVENTS} messages, {sum(came)} sendings, {kills} kills, {took:.0f} s"
    record_property("storm", facts)
    print(facts)  # noqa: T201
