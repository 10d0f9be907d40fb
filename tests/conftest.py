"""What all tests share. Every test starts from an empty database; the fixture `record` brings the real data.

Environment variables are set before Django reads them; nothing but this machine is reached.
"""

import os
import socket
import tempfile

os.environ |= {
    "NSS_ENV": "test",
    "SECRET_KEY": "tests only",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "NSS_VAR": tempfile.mkdtemp(prefix="nss-test-"),
    "SITE_URL": "https://tracker.example",
}

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

DATA = Path(__file__).resolve().parent.parent / "data" / "nss"
LOCAL = {"127.0.0.1", "::1", "localhost"}
connect = socket.socket.connect


def local_only(self, address):
    """Refuse a connection that would leave this machine."""
    if self.family != socket.AF_UNIX and address[0] not in LOCAL:
        raise RuntimeError(f"A test tried to reach {address[0]}.")
    return connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    socket.socket.connect = local_only
    yield
    socket.socket.connect = connect


def load_record():
    """Load the real data set into the database of the test."""
    from commitments.exchange import load

    load.load_package(DATA, at=timezone.now(), progress=lambda *_: None)


@pytest.fixture
def record(db, _record_once):
    """The real data set. It is loaded once for all tests of a module; changes are rolled back."""


@pytest.fixture(scope="module")
def _record_once(django_db_setup, django_db_blocker):
    """The real data set, for the tests of one module, in a transaction of its own."""
    from django.db import transaction

    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True
        around.__enter__()
        load_record()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def person(django_user_model, name, role):
    """A signed-in-able account with one role."""
    user = django_user_model.objects.create_user(
        name, password="a long enough password", is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(db, django_user_model):
    return person(django_user_model, "erika", "contributor")


@pytest.fixture
def reviewer(db, django_user_model):
    return person(django_user_model, "rafael", "reviewer")


@pytest.fixture
def manager(db, django_user_model):
    return person(django_user_model, "mona", "managing editor")
