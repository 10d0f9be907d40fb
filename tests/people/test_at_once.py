"""What opens once opens once, however many try at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from commitments import mails
from commitments.actions import factors, people
from commitments.actions.errors import WrongState
from commitments.models import User
from tests.admin.conftest import signed_in

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one connection in memory"),
    pytest.mark.django_db(transaction=True),
]
TURNS = 20


def all_at_once(act):
    """How many of twenty succeed."""

    def one(_number):
        try:
            return bool(act())
        except WrongState:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(TURNS) as pool:
        return sum(pool.map(one, range(TURNS)))


def test_a_recovery_code(editor, with_factor):
    [code, *_rest] = with_factor(editor)
    assert all_at_once(lambda: factors.check(editor, code, at=timezone.now())) == 1


def test_an_invitation(manager, monkeypatch):
    """One mail address makes one account, under whatever username; the others are told.

    The mail goes out when the account is there, and nobody waits for it.
    """
    in_transaction = []
    note = lambda mail: in_transaction.append(connection.in_atomic_block) or True  # noqa: E731
    monkeypatch.setattr(mails, "sent", note)
    role = Group.objects.get(name="contributor").pk
    names = count()

    def invite():
        sent = {"email": "nora@example.org", "username": f"nora{next(names)}", "groups": [role]}
        answer = signed_in(manager).post("/admin/commitments/user/add/", sent)
        assert answer.status_code in {200, 302}
        return answer.status_code == 302

    assert all_at_once(invite) == 1
    assert in_transaction == [False]
    assert User.objects.filter(email="nora@example.org").count() == 1


def test_the_link_of_an_invitation(manager):
    how = {"by": manager, "at": timezone.now()}
    roles = Group.objects.filter(name="contributor")
    link = people.invite(User(username="nora"), roles=roles, parties=[], **how)
    password = "seven green kettles boil"
    at = timezone.now()
    assert all_at_once(lambda: people.accept(link, password=password, at=at)) == 1
    assert User.objects.get(username="nora").check_password(password)
