"""What all tests share: a closed network, the real data set, and people with roles.

A test starts from an empty database that has the four roles. One that asks for the fixture `record`
(or whose module says ``pytestmark = pytest.mark.usefixtures("record")``) starts from the real data set,
one that asks for `public` from a few records that are public. Both grounds are laid once, in a
transaction round all tests that want them; what a test changes is rolled back as usual. So tests run in
this order: empty database, `public`, `record`, and last those that commit for good
(``django_db(transaction=True)``, ``live_server``), which Django cleans by emptying every table. Those
get the roles back by themselves, and a ground of their own (`record` takes seconds: mark them slow).
"""

import fcntl
import gc
import shutil
import socket
from ipaddress import ip_address
from pathlib import Path

import hypothesis
import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from django.test import client as test_client
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from commitments.exchange.load import load_package
from commitments.models import Commitment
from tests import server
from tests.ground import lay_public
from tests.outside.listener import listening

DATA = Path(__file__).resolve().parent.parent / "data" / "nss"
COMMITTING = {"transactional_db", "live_server"}
USING = {"db", *COMMITTING}
# what is asked of the database there is tried in other folders, or by tests that commit
LATER = ("admin", "docs", "exchange", "people", "site", "webhooks")
LAID = pytest.StashKey[tuple[str, transaction.Atomic]]()

hypothesis.settings.register_profile("same every time", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same every time")


# --- nothing but this machine is reached ---

real_connect, real_getaddrinfo = socket.socket.connect, socket.getaddrinfo


def is_here(host):
    return host in {None, "", "localhost"} or ip_address(host).is_loopback


def local_connect(self, address):
    if self.family != socket.AF_UNIX and not is_here(address[0]):
        raise RuntimeError(f"A test tried to reach {address[0]}.")
    return real_connect(self, address)


def local_getaddrinfo(host, *args, **kwargs):
    try:
        name = host.decode() if isinstance(host, bytes) else host
        is_here(name)
    except ValueError:
        raise RuntimeError(f"A test tried to look up {name}.") from None
    return real_getaddrinfo(host, *args, **kwargs)


@pytest.fixture(autouse=True, scope="session")
def _closed_network():
    socket.socket.connect, socket.getaddrinfo = local_connect, local_getaddrinfo
    yield
    socket.socket.connect, socket.getaddrinfo = real_connect, real_getaddrinfo


# --- what costs time and tells nothing ---


def pytest_collection_finish():
    """What is there when the tests begin stays: the garbage collector need not look at it every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


keep_context = test_client.store_rendered_templates


def keep_context_of_pages(store, signal, sender, template, context, **kwargs):
    """A test asks for the context of a page, not of every widget: copying those is a tenth of a form."""
    if not (template.name or "").startswith("django/forms/"):
        keep_context(store, signal, sender, template, context, **kwargs)


test_client.store_rendered_templates = keep_context_of_pages


@pytest.fixture(autouse=True)
def _empty_cache():
    """Request limits count in the cache; no test inherits another's count."""
    cache.clear()


# --- the real data set ---


def commits(item):
    """Whether a test commits for good instead of being rolled back."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or COMMITTING & set(item.fixturenames)


def ground(item):
    """What a test starts from: "public", "record", or "" for an empty database."""
    return next((name for name in GROUNDS if name in item.fixturenames), "")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what touches no database as run once and what mostly shows pages as run later, then, after the
    selection by marks, put all in order."""
    for item in items:
        if not (item.get_closest_marker("django_db") or USING & set(item.fixturenames)):
            item.add_marker("once")
        if item.path.parent.name in LATER and not commits(item):
            item.add_marker("later")
    yield
    in_order(items)


def in_order(items):
    """Tests of an empty database first, then those of each ground, last those that commit."""
    for item in items:
        if commits(item):
            restoring = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(restoring, append=False)
        elif ground(item):
            item.fixturenames.insert(0, "_ground")  # before the transaction of the test
    order = ["", *GROUNDS]
    items.sort(key=lambda item: len(order) if commits(item) else order.index(ground(item)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    wanted = "" if commits(item) else ground(item)
    if item.config.stash.get(LAID, ("",))[0] != wanted:
        put_away(item.config)


def put_away(config):
    """Leave the transaction that holds a ground, if there is one."""
    name, around = config.stash.get(LAID, ("", None))
    if around:
        del config.stash[LAID]
        with config.stash[blocking_manager_key].unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


def load():
    load_package(DATA, at=timezone.now(), progress=lambda *_: None)


GROUNDS = {"public": lay_public, "record": load}


@pytest.fixture(scope="session")
def _put_away_last(request, django_db_setup):
    yield
    put_away(request.config)


@pytest.fixture
def _ground(request, _put_away_last, django_db_blocker):
    """Lay what this test and those after it start from, unless it lies there already."""
    if LAID in request.config.stash:
        return
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        request.config.stash[LAID] = (ground(request.node), around)
        # the transaction of a test stands inside this one, as if this were Django's own
        around._from_testcase = True
        GROUNDS[ground(request.node)]()
        connection.check_constraints()  # once here, or PostgreSQL does it again after every test


@pytest.fixture
def record(request, db):
    """The real data set of data/nss, public."""
    if commits(request.node):
        load()
    assert Commitment.objects.exists(), "another test came between those with real data"


@pytest.fixture
def public(request, db, django_user_model):
    """China, the USA, two themes, a summit and a source, all public; returns who published them."""
    if commits(request.node):
        lay_public()
    return django_user_model.objects.get(username="root")


# --- servers ---


@pytest.fixture(scope="session")
def started_once(tmp_path_factory, worker_id):
    """The folder of a server with the real data set that was started and stopped; for all processes.

    Starting it costs five seconds of processor time, a copy nothing: `server_folder`.
    """
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent
    folder = base / "started-once"
    with (base / "started-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with server.running(base / "starting"):
                pass
            (base / "starting").rename(folder)
    return folder


@pytest.fixture(scope="session")
def server_folder(started_once, tmp_path_factory):
    """Makes a folder for a server of one's own that has its data, secret and sign-ins already."""

    def make():
        return shutil.copytree(started_once, tmp_path_factory.mktemp("server") / "var")

    return make


@pytest.fixture
def receiver(settings):
    """A listener on this machine that takes webhooks and answers 200: see tests/outside/listener.py."""
    settings.WEBHOOKS_HERE = True
    with listening() as server:
        server.answers["/"] = 200
        yield server


# --- people ---


@pytest.fixture
def person(db, django_user_model):
    """Makes an account that can sign in to the admin: ``person("erika", "contributor")``."""

    def make(name, *roles):
        user = django_user_model.objects.create_user(
            name, password="a long enough password", is_staff=True
        )
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles)
        return user

    return make


@pytest.fixture
def editor(person):
    return person("erika", "contributor")


@pytest.fixture
def reviewer(person):
    return person("rafael", "reviewer")


@pytest.fixture
def manager(person):
    return person("mona", "managing editor")


@pytest.fixture
def administrator(person):
    return person("ada", "administrator")
