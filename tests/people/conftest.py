"""What tests of accounts share: the records and clients of the admin's tests, and signing in for real."""

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions import factors
from commitments.models import SecondFactor
from tests.admin.conftest import as_editor, as_manager, as_reviewer, centre

__all__ = ["as_editor", "as_manager", "as_reviewer", "centre"]
LOGIN = "/admin/login/"
PASSWORD = "a long enough password"


def sign_in(name, password=PASSWORD, client=None, **extra):
    """What the sign-in page answers; ``client`` may be one that has signed in before."""
    client = client or Client()
    answer = client.post(
        LOGIN, {"username": name, "password": password, "next": "/admin/"}, **extra
    )
    answer.client = client
    return answer


def signed_in_by_password(name, **how):
    answer = sign_in(name, **how)
    assert answer.status_code == 302, answer.content.decode()
    return answer.client


def is_in(client):
    return client.get("/admin/").status_code == 200


def code_of(user, shift=0):
    """What the app of a person shows, now or some steps of time later."""
    secret = SecondFactor.objects.get(user=user).secret
    return pyotp.TOTP(secret).at(int(timezone.now().timestamp()) + 30 * shift)


@pytest.fixture
def with_factor():
    """Gives a person a second factor whose first code is long used; returns her recovery codes."""

    def add(user):
        secret = factors.new_secret()
        code = pyotp.TOTP(secret).at(timezone.now())
        codes = factors.add(user, secret=secret, code=code, at=timezone.now(), keep=None)
        SecondFactor.objects.update(last_step=0)
        return codes

    return add
