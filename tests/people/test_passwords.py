"""S04–S06: rules for passwords, and a new one by mail that gives away nothing."""

import logging
import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from commitments import mails
from commitments.choices import AuditKind
from commitments.models import AuditEntry, Guesses, User
from tests.people.conftest import PASSWORD, is_in, sign_in, signed_in_by_password

FORGOTTEN = "/admin/forgotten/"
NEW = "seven green kettles boil"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short pass", "too short"),
        ("passwordpassword", "anybody here would guess"),
        ("1q2w3e4r5t6y", "too common"),
        ("erika.mustermann", "too similar"),
        ("NSS-Tracker-2026!", "anybody here would guess"),
        ("nuclearsummit2016", "anybody here would guess"),
        ("x" * 257, "longer than 256"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(password, why):
    """S06: short, common, hers or ours."""
    user = User(username="erika", last_name="Mustermann", email="erika.mustermann@example.org")
    with pytest.raises(ValidationError, match=why):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    [
        "seven green kettles",
        "kupferkesselpfeifen",
        "x9" * 32,
        "829384756102938",
        "кипящий чайник",
        "a summit of seven green kettles",
    ],
)
def test_length_is_enough_and_no_kinds_of_letters_are_asked_for(password):
    """S06: sixty-four and more, of any letters."""
    validate_password(password, User(username="erika"))


@pytest.fixture
def kinds(editor, person):
    """Mail addresses of accounts of each kind, and one of nobody."""
    for name in ("gone", "locked"):
        person(name, "contributor")
    for user in User.objects.all():
        user.email = f"{user.username}@example.org"
        user.is_active = user.username != "gone"
        if user.username == "locked":
            user.set_unusable_password()
        user.save()
    return ["nobody", "gone", "locked", "erika"]


@pytest.fixture
def at_once(monkeypatch):
    """Mails are sent before the answer, so that a test can read them."""
    monkeypatch.setattr(mails, "send_aside", mails.sent)


def asked(name):
    client = Client()
    answer = client.post(FORGOTTEN, {"email": f"{name}@example.org"}, follow=True)
    text = answer.content.decode()
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)


def test_whoever_asks_gets_the_same_answer_and_only_the_known_a_mail(kinds, at_once):
    """S04: the owner gets her mail."""
    answers = {asked(name) for name in kinds}
    assert len(answers) == 1
    assert "If there is an account" in answers.pop()
    assert [one.to for one in mail.outbox] == [["erika@example.org"]]


def test_a_mail_server_that_fails_changes_no_answer(kinds, settings, at_once, caplog):
    """S04: the fault is in the log, without the address."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with caplog.at_level(logging.ERROR):
        assert len({asked(name) for name in kinds}) == 1
    assert "a mail could not be sent" in caplog.text
    assert "example.org" not in caplog.text


def test_nobody_waits_for_the_mail():
    sent = mails.send_aside(mails.written("reset", User(username="x", email="x@y.example")))
    sent.join(timeout=20)
    assert len(mail.outbox) == 1


def test_the_link_sets_a_new_password_once_and_ends_the_sessions(kinds, editor, at_once):
    client = signed_in_by_password("erika")
    asked("erika")
    link = re.search(r"https://tracker\.example(/\S+)", mail.outbox[0].body)[1]
    page = Client()
    form = page.get(link).url
    assert page.post(form, {"new_password1": "x", "new_password2": "x"}).status_code == 200
    sent = {"new_password1": NEW, "new_password2": NEW}
    assert page.post(form, sent).status_code == 302
    assert not is_in(client)
    assert sign_in("erika", NEW).status_code == 302
    assert sign_in("erika", PASSWORD).status_code == 200
    assert "used or is older" in Client().get(link, follow=True).content.decode()
    kinds_told = AuditEntry.objects.filter(target_name="erika").values_list("kind", flat=True)
    assert {AuditKind.RESET_ASKED, AuditKind.PASSWORD_CHANGED} <= set(kinds_told)


def test_the_link_of_an_account_that_was_closed_since_sets_nothing(kinds, editor, at_once):
    asked("erika")
    link = re.search(r"https://tracker\.example(/\S+)", mail.outbox[0].body)[1]
    page, late = Client(), Client()
    form = page.get(link).url
    User.objects.filter(pk=editor.pk).update(is_active=False)
    page.post(form, {"new_password1": NEW, "new_password2": NEW})
    assert "used or is older" in late.get(link, follow=True).content.decode()
    assert User.objects.get(pk=editor.pk).password == editor.password


def test_asking_over_and_over_is_slowed(kinds, at_once):
    for _turn in range(5):
        asked("erika")
    assert "Too many" in asked("erika")
    assert len(mail.outbox) == 5


def test_guesses_at_the_old_password_of_an_open_session_are_slowed(editor):
    client = signed_in_by_password("erika")
    page = "/admin/password_change/"
    sent = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    for _turn in range(5):
        assert client.post(page, sent).status_code == 200
    right = sent | {"old_password": PASSWORD}
    assert "Too many" in client.post(page, right, follow=True).content.decode()
    assert sign_in("erika").status_code == 302
    Guesses.objects.all().delete()
    assert client.post(page, right).status_code == 302
    assert sign_in("erika", NEW).status_code == 302
