"""Where somebody is signed in: listed, ended from elsewhere, ended by an administrator, ended by time."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from commitments.admin import devices
from commitments.choices import AuditKind
from commitments.models import AuditEntry, SignIn
from tests.admin.conftest import signed_in
from tests.people.conftest import is_in, signed_in_by_password

PAGE = "/admin/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_each_session_is_listed_and_this_one_is_marked(editor):
    signed_in_by_password("erika", HTTP_USER_AGENT=FIREFOX)
    here = signed_in_by_password("erika", HTTP_USER_AGENT="\x1b[31m<script>" + "x" * 10_000)
    text = here.get(PAGE).content.decode()
    assert text.count("(this one)") == 1
    assert "Firefox, Linux" in text
    assert "unknown device" in text
    assert "xxxx" not in text


def test_signing_out_everywhere_else_leaves_this_one_and_other_people(editor, person):
    person("ute", "contributor")
    here, there, ute = (signed_in_by_password(name) for name in ("erika", "erika", "ute"))
    assert here.post(PAGE).status_code == 302
    assert [is_in(one) for one in (here, there, ute)] == [True, False, True]
    entry = AuditEntry.objects.get(kind=AuditKind.SESSIONS_ENDED)
    assert (entry.by_name, entry.target_name, entry.details["count"]) == ("erika", "erika", 1)


def test_an_administrator_signs_somebody_out(public, administrator, editor):
    erika = signed_in_by_password("erika", HTTP_USER_AGENT=FIREFOX)
    page = f"/admin/commitments/user/{editor.pk}/sessions/"
    client = signed_in(administrator)
    assert "Firefox, Linux" in client.get(page).content.decode()
    assert is_in(erika)
    assert client.post(page).status_code == 302
    assert not is_in(erika)
    assert client.post(page).status_code == 409


def test_others_see_and_end_no_sessions_of_hers(public, reviewer, manager, administrator):
    chief = signed_in(administrator)
    for who, user in ((reviewer, manager), (manager, administrator)):
        page = f"/admin/commitments/user/{user.pk}/sessions/"
        assert signed_in(who).get(page).status_code == 403
        assert signed_in(who).post(page).status_code == 403
    assert is_in(chief)


@pytest.mark.parametrize(
    ("field", "hours", "inside"),
    [("seen_at", 13, False), ("seen_at", 11, True), ("at", 169, False), ("at", 167, True)],
)
def test_a_session_ends_after_twelve_idle_hours_or_seven_days(editor, field, hours, inside):
    client = signed_in_by_password("erika")
    SignIn.objects.update(**{field: timezone.now() - datetime.timedelta(hours=hours)})
    assert is_in(client) is inside


def test_being_seen_is_noted_every_five_minutes_only(editor):
    client = signed_in_by_password("erika")
    before = timezone.now() - datetime.timedelta(minutes=4)
    SignIn.objects.update(seen_at=before)
    lasts_until = Session.objects.get().expire_date
    assert "session" not in client.get("/admin/").cookies
    assert SignIn.objects.get().seen_at == before
    assert Session.objects.get().expire_date == lasts_until
    SignIn.objects.update(seen_at=before - datetime.timedelta(minutes=2))
    assert client.get("/admin/").cookies["session"]["max-age"] == 12 * 60 * 60
    assert SignIn.objects.get().seen_at > before
    assert Session.objects.get().expire_date > lasts_until


def test_a_session_without_its_row_is_nobodys(editor):
    client = signed_in_by_password("erika")
    assert is_in(client)
    SignIn.objects.all().delete()
    assert not is_in(client)


def test_a_session_cannot_borrow_the_row_of_another_person(editor, person):
    person("ute", "contributor")
    erika, ute = signed_in_by_password("erika"), signed_in_by_password("ute")
    number = ute.session["sign_in"]
    session = erika.session
    session["sign_in"] = number
    session.save()
    assert not is_in(erika)
    assert is_in(ute)


def test_public_pages_know_no_session(db):
    client = Client()
    client.get("/method/")
    assert not client.cookies


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("", "unknown device"),
        ("\r\n" * 100, "unknown device"),
    ],
)
def test_a_device_is_told_in_words_of_ours(agent, told):
    assert devices.told(agent) == told
