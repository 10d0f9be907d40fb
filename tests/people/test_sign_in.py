"""S01–S04, S07, Z10: who signs in, who guesses, and what either learns."""

import datetime
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from commitments.actions import guessing
from commitments.choices import AuditKind
from commitments.models import AuditEntry, Guesses, SignIn
from tests.people.conftest import LOGIN, PASSWORD, is_in, sign_in, signed_in_by_password


def refusal(answer):
    """The words of a refused sign-in."""
    assert answer.status_code == 200
    return re.findall(r'class="errornote">(.*?)</p>', answer.content.decode())


def test_the_session_is_a_new_one_and_dies_with_the_sign_out(editor):
    """S01: dead on the server, and not in the browser only."""
    client = Client()
    client.get(LOGIN)
    before = client.session.session_key
    sign_in("erika", client=client)
    key = client.cookies["session"].value
    assert key != before
    assert is_in(client)
    stolen = Client()
    stolen.cookies["session"] = key
    assert is_in(stolen)
    client.post("/admin/logout/")
    assert not is_in(stolen)
    assert not Session.objects.filter(session_key=key).exists()
    assert not SignIn.objects.exists()


def test_a_session_known_before_the_sign_in_opens_nothing_after_it(editor):
    """S01: its owner is in, the thief is not."""
    client = Client()
    client.cookies["session"] = "a" * 32
    sign_in("erika", client=client)
    thief = Client()
    thief.cookies["session"] = "a" * 32
    assert is_in(client)
    assert not is_in(thief)


def test_a_new_password_ends_the_other_sessions_and_no_other(editor, person):
    """S02: the session that chose it goes on."""
    person("ute", "contributor")
    here, there, ute = (signed_in_by_password(name) for name in ("erika", "erika", "ute"))
    new = "seven green kettles boil"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/admin/password_change/", sent).status_code == 302
    assert [is_in(one) for one in (here, there, ute)] == [True, False, True]
    assert SignIn.objects.filter(user=editor).count() == 1


def test_a_deactivated_account_is_out_at_the_next_request(editor, person):
    """S02, Z10: the account beside it stays in."""
    person("ute", "contributor")
    erika, ute = signed_in_by_password("erika"), signed_in_by_password("ute")
    type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    answer = erika.get("/admin/")
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)
    assert is_in(ute)


def test_after_five_guesses_the_right_password_has_to_wait_too(editor):
    """S03: and is let in when it has waited."""
    for _turn in range(5):
        assert "Too many" not in refusal(sign_in("erika", "wrong"))[0]
    assert refusal(sign_in("erika"))[0].startswith("Too many wrong guesses. Try again in 1 minute")
    assert AuditEntry.objects.filter(kind=AuditKind.SIGN_IN_REFUSED).count() == 5
    assert AuditEntry.objects.filter(kind=AuditKind.SIGN_IN_SLOWED).exists()
    Guesses.objects.update(last_at=timezone.now() - datetime.timedelta(seconds=31))
    assert sign_in("erika").status_code == 302


def test_four_guesses_and_the_right_password_go_on_as_if_nothing_was(editor):
    for _turn in range(3):
        for _guess in range(4):
            sign_in("erika", "wrong")
        Guesses.objects.filter(count__gt=4).delete()
        assert sign_in("erika").status_code == 302
        Guesses.objects.all().delete()


def test_a_thousand_guesses_are_counted_as_those_that_were_looked_at(db):
    """S03: at most ten of them are looked at."""
    at, tried = timezone.now(), 0
    for turn in range(1000):
        tried += not guessing.attempt(["account:erika"], at=at + datetime.timedelta(seconds=turn))
    assert tried <= 10


def test_one_guess_at_many_accounts_is_slowed_by_address(person):
    """S03: from elsewhere the owner gets in."""
    for number in range(6):
        person(f"p{number}", "contributor")
    answers = [refusal(sign_in(f"p{number}", "wrong"))[0] for number in range(6)]
    assert ["Too many" in one for one in answers] == [False] * 5 + [True]
    elsewhere = sign_in("p5", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_an_address_that_the_client_made_up_changes_nothing(editor):
    """S03: counted as the address that it really is."""
    answers = [
        refusal(sign_in("erika", "wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}"))[0]
        for number in range(6)
    ]
    assert "Too many" in answers[5]
    assert set(AuditEntry.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_behind_a_proxy_of_ours_the_address_is_the_one_it_adds(editor, settings):
    settings.PROXIES = 1
    sign_in("erika", "wrong", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.1")
    assert AuditEntry.objects.latest("pk").address == "192.0.2.1"


def test_the_owner_gets_in_from_a_known_device_while_others_guess(editor):
    """S03: the lock is on the guesser, not on her."""
    own = signed_in_by_password("erika")
    own.post("/admin/logout/")
    for _turn in range(6):
        sign_in("erika", "wrong")
    assert refusal(sign_in("erika"))[0].endswith("signed in before you need not wait.")
    assert sign_in("erika", client=own).status_code == 302


def test_a_known_device_of_hers_helps_nobody_else_and_is_slowed_too(editor, person):
    person("ute", "contributor")
    own = signed_in_by_password("erika")
    own.post("/admin/logout/")
    for _turn in range(6):
        sign_in("ute", "wrong")
    assert "Too many" in refusal(sign_in("ute", client=own))[0]
    for _turn in range(5):
        sign_in("erika", "wrong", client=own)
    assert refusal(sign_in("erika", client=own))[0].endswith("in 1 minute.")


def test_a_forged_device_is_unknown(editor):
    client = Client()
    client.cookies["device"] = '{"id": "x", "people": [1]}'
    for _turn in range(6):
        last = sign_in("erika", "wrong", client=client)
    assert "Too many" in refusal(last)[0]


@pytest.fixture
def four(editor, person):
    """One account of each kind that has no business here, and a known one with a wrong password."""
    person("gone", "contributor")
    type(editor).objects.filter(username="gone").update(is_active=False)
    locked = person("locked", "contributor")
    locked.set_unusable_password()
    locked.save()
    outsider = person("outsider")
    type(editor).objects.filter(pk=outsider.pk).update(is_staff=False)
    return ["nobody-at-all", "gone", "locked", "outsider", "erika"]


def test_every_refusal_says_the_same(four):
    """S04: the one with the right password is in."""
    texts = set()
    for name in four:
        password = PASSWORD if name == "outsider" else "wrong"
        texts.add(tuple(refusal(sign_in(name, password, REMOTE_ADDR="192.0.2.8"))))
        Guesses.objects.all().delete()
    assert len(texts) == 1
    assert sign_in("erika").status_code == 302


@pytest.mark.walk
@pytest.mark.once
def test_every_refusal_takes_about_as_long(four, settings, editor):
    """S04: whom nobody knows is hashed as well."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for user in type(editor).objects.filter(username__in=["gone", "outsider", "erika"]):
        user.set_password(PASSWORD)
        user.save()
    took = {}
    for name in four:
        times = []
        for _turn in range(3):
            begun = time.process_time()
            sign_in(name, "wrong")
            times.append(time.process_time() - begun)
            Guesses.objects.all().delete()
        took[name] = sorted(times)[1]
    assert max(took.values()) < 3 * min(took.values()), took


def test_who_does_not_exist_is_slowed_like_the_rest(editor):
    answers = [refusal(sign_in("nobody-at-all", "wrong"))[0] for _turn in range(6)]
    assert "Too many" in answers[5]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one connection in memory")
@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_twenty(editor):
    def guess(_number):
        try:
            return not guessing.attempt(["account:erika"], at=at)
        finally:
            connection.close()

    at = timezone.now()
    with ThreadPoolExecutor(20) as pool:
        looked_at = sum(pool.map(guess, range(20)))
    assert looked_at == guessing.FREE


@pytest.mark.parametrize("headers", [{}, {"HTTP_ORIGIN": "https://evil.example"}])
def test_a_form_without_a_token_or_from_elsewhere_is_refused(editor, headers):
    """S07: with the token of its page it goes through."""
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    sent = {"username": "erika", "password": PASSWORD}
    with_token = sent | ({"csrfmiddlewaretoken": token} if headers else {})
    assert client.post(LOGIN, with_token, **headers).status_code == 403
    assert client.post(LOGIN, sent | {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_token_of_another_session_is_refused(editor):
    """S07: in its own session it goes through."""
    mine, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    mine.get(LOGIN), other.get(LOGIN)
    token = other.cookies["csrftoken"].value
    sent = {"username": "erika", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert mine.post(LOGIN, sent).status_code == 403
    assert other.post(LOGIN, sent).status_code == 302


def test_who_may_not_enter_sees_the_sign_in_and_nothing_else(four, editor):
    """Z10: nothing in comments either, and no loop; an editor by the same way sees the desk."""
    outsider = Client()
    outsider.force_login(type(editor).objects.get(username="outsider"))
    answer = outsider.get("/admin/", follow=True)
    assert [address for address, _status in answer.redirect_chain] == [f"{LOGIN}?next=/admin/"]
    text = answer.content.decode()
    comments = re.findall("<!--(.*?)-->", text, re.DOTALL)
    assert all(re.fullmatch("[ A-Za-z]*", one) for one in comments)  # names of the page's parts
    assert "Commitments" not in text
    inside = Client()
    inside.force_login(editor)
    assert "Commitments" in inside.get("/admin/").content.decode()


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_megabyte_is_refused_before_any_work(editor, field):
    """S06: it is neither hashed nor counted; the right words get in."""
    sent = {"username": "erika", "password": PASSWORD} | {field: "x" * 1_000_000}
    begun = time.process_time()
    assert Client().post(LOGIN, sent).status_code == 200
    assert time.process_time() - begun < 1
    assert not Guesses.objects.exists()
    assert sign_in("erika").status_code == 302
