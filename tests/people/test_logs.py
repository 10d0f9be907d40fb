"""L01, L02: a log has one line an event, and neither it nor the audit log holds what opens something."""

import json
import logging
import re

import pyotp
import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail, serializers
from django.test import Client
from django.utils import timezone

from commitments.models import AuditEntry
from nsstracker.logs import OneLine
from tests.people.conftest import LOGIN, PASSWORD, sign_in
from tests.people.test_invitations import invited
from tests.people.test_second_factor import PAGE, key_on

CANARY = "canary canary canary"


def written(message, *args):
    record = logging.LogRecord("x", logging.ERROR, "x", 1, message, args, None)
    return OneLine().format(record)


@pytest.mark.parametrize("bad", ["\r\nforged", "\x1b[31m", "\x00", "\u2028x", "\x85"])
def test_an_event_is_one_line_without_control_characters(bad):
    """L01: plain text stays as it is."""
    text = written("path %s", f"/a{bad}b")
    assert len(text.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f]", text)
    assert written("path %s", "/plain").endswith("path /plain")


def test_ten_kilobytes_are_cut():
    """L01: and what is shorter is not."""
    assert len(written("x" * 10_000)) <= 4100
    assert written("x" * 3000).endswith("x" * 3000)


@pytest.mark.parametrize(
    "message",
    [
        "path '/admin/invitation/eyJ1c2VyIjo1fQ:abc:def/'",
        "path /admin/forgotten/MQ/set-password-abcdefgh/",
        "key nsst_abcdefghijkl",
        "secret whsec_abcdefghijk",
        "Authorization: Bearer-abcdefghijk",
        "Cookie: session=abcdefghijkl",
    ],
)
def test_what_opens_something_is_masked(message):
    """L02: what opens nothing is not."""
    text = written(message)
    assert "…" in text
    assert not re.search("eyJ1|abcdefgh", text)
    assert written("the invitation was sent").endswith("the invitation was sent")


def test_an_account_name_of_control_characters_is_refused_or_harmless(administrator, caplog):
    for name in ("a\r\nb", "\x1b[31m", "x" * 10_000):
        Client().post(LOGIN, {"username": name, "password": "wrong"}, HTTP_USER_AGENT=name[:5000])
    assert all(len(written(one.message).splitlines()) == 1 for one in caplog.records)
    assert not AuditEntry.objects.filter(details__icontains="x" * 300).exists()


def test_no_secret_is_left_in_logs_audit_or_history(as_manager, editor, caplog, monkeypatch):
    """L02: through success, refusal and crash; the twin is what the audit log does hold."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="django.db.backends")  # as in production: no statements
    invited(as_manager, "contributor")
    token = re.search(r"/invitation/(\S+)/", mail.outbox[0].body)[1]
    client = Client(raise_request_exception=False)
    sign_in("erika", CANARY, client=client)
    sign_in(CANARY, PASSWORD, client=client)
    sign_in("erika", client=client)
    secret = key_on(client.get(PAGE).content.decode())
    code = pyotp.TOTP(secret).at(timezone.now())
    codes = client.post(PAGE, {"act": "add", "code": code}).context["codes"]
    monkeypatch.setattr("commitments.admin.passwords.people.invited", lambda *_, **__: 1 / 0)
    assert client.get(f"/admin/invitation/{token}/").status_code == 500
    sessions = [client.cookies["session"].value, client.cookies["device"].value]
    logged = "\n".join(map(OneLine().format, caplog.records))
    kept = serializers.serialize("json", [*AuditEntry.objects.all(), *LogEntry.objects.all()])
    assert "ZeroDivisionError" in logged
    assert json.loads(kept)[0]["fields"]["by_name"]
    for canary in (CANARY, PASSWORD, token, secret, *codes, *sessions):
        assert canary not in logged
        assert canary not in kept
    ready = client.get("/readyz").content.decode()
    assert CANARY not in ready
