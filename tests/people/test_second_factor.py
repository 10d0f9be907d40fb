"""The second factor: added, asked for, required by role, lost, and what was typed kept through it all."""

import datetime
import re
from html import unescape

import pyotp
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commitments import rules
from commitments.actions import factors
from commitments.choices import AuditKind
from commitments.models import AuditEntry, Commitment, Guesses, RecoveryCode, SecondFactor, SignIn
from tests.admin.conftest import ADD, errors, pledge_form, signed_in
from tests.admin.test_lost_work import hidden
from tests.people.conftest import (
    LOGIN,
    PASSWORD,
    code_of,
    is_in,
    sign_in,
    signed_in_by_password,
)

pytestmark = pytest.mark.once

PAGE = "/admin/second-factor/"


def key_on(page):
    return re.search(r'class="key">(.*?)<', page)[1].replace(" ", "")


def proof_on(answer):
    return unescape(re.search(r'name="proof" value="([^"]+)"', answer.content.decode())[1])


def added(client, **more):
    """Adds the second factor as its person does; the page with the recovery codes."""
    secret = key_on(client.get(PAGE).content.decode())
    code = pyotp.TOTP(secret).at(timezone.now())
    return client.post(PAGE, {"act": "add", "code": code, **more})


def second_step(answer, code, **more):
    sent = {"proof": proof_on(answer), "code": code, "next": "/admin/", **more}
    return answer.client.post(LOGIN, sent)


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: the last six of eight digits, with SHA-1."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]:
        at = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
        assert factors._step_of(secret, code, at, 0) == seconds // 30
        assert factors._step_of(secret, code, at, seconds // 30 + 1) is None


def test_it_is_added_with_a_code_and_asked_for_from_then_on(editor):
    here, there = signed_in_by_password("erika"), signed_in_by_password("erika")
    codes = re.findall(r"<li><code>([a-z2-7-]{19})</code>", added(here).content.decode())
    assert len(set(codes)) == 10
    assert [is_in(here), is_in(there)] == [True, False]
    answer = sign_in("erika")
    assert "Second step" in answer.content.decode()
    assert not is_in(answer.client)
    SecondFactor.objects.update(last_step=0)
    assert second_step(answer, code_of(editor)).status_code == 302
    assert is_in(answer.client)
    assert SignIn.objects.filter(with_factor=True).count() == 2


def test_a_wrong_code_adds_nothing(editor):
    client = signed_in_by_password("erika")
    answer = client.post(PAGE, {"act": "add", "code": "000000"})
    assert "This code is not right" in answer.content.decode()
    assert not SecondFactor.objects.exists()


def test_an_older_session_gives_its_password_once_more(editor):
    client = signed_in_by_password("erika")
    SignIn.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
    assert "Your password" in client.get(PAGE).content.decode()
    assert "This is not your password" in added(client, password="wrong").content.decode()
    assert not SecondFactor.objects.exists()
    assert "recovery codes" in added(client, password=PASSWORD).content.decode()


def test_a_code_opens_once_and_a_recovery_code_too(editor, with_factor):
    [recovery, *_rest] = with_factor(editor)
    code = code_of(editor)
    assert second_step(sign_in("erika"), code).status_code == 302
    assert "has been used" in second_step(sign_in("erika"), code).content.decode()
    assert second_step(sign_in("erika"), recovery.upper().replace("-", " ")).status_code == 302
    assert "has been used" in second_step(sign_in("erika"), recovery).content.decode()
    assert RecoveryCode.objects.count() == 9
    assert AuditEntry.objects.get(kind=AuditKind.CODE_USED).details == {"left": 9}


def test_codes_of_another_person_open_nothing(editor, reviewer, with_factor):
    with_factor(editor)
    hers = with_factor(reviewer)
    answer = sign_in("erika")
    for code in (hers[0], code_of(reviewer)):
        assert second_step(answer, code).status_code == 200
    assert not is_in(answer.client)
    assert second_step(answer, code_of(editor)).status_code == 302


def test_a_session_without_the_factor_is_nobodys_once_there_is_one(editor, with_factor):
    before = signed_in(editor)
    assert is_in(before)
    with_factor(editor)
    assert not is_in(before)
    assert not is_in(signed_in(editor))


def test_guesses_at_codes_are_slowed(editor, with_factor):
    with_factor(editor)
    answer = sign_in("erika")
    for _turn in range(5):
        second_step(answer, "000000")
    assert "Too many wrong guesses" in second_step(answer, code_of(editor)).content.decode()
    Guesses.objects.all().delete()
    assert second_step(answer, code_of(editor)).status_code == 302


@pytest.mark.parametrize("change", ["forged", "late", "password"])
def test_without_the_password_a_code_opens_nothing(editor, with_factor, change, monkeypatch):
    with_factor(editor)
    answer = sign_in("erika")
    proof = proof_on(answer)
    if change == "forged":
        proof = proof[:-3] + "AAA"
    elif change == "late":
        monkeypatch.setattr("commitments.admin.sign_in.PROVED_FOR", -1)
    else:
        editor.set_password("another password for her")
        editor.save()
    sent = {"proof": proof, "code": code_of(editor)}
    assert "longer than ten minutes" in answer.client.post(LOGIN, sent).content.decode()
    assert not is_in(answer.client)


def test_what_was_typed_is_kept_through_both_steps(public, editor, with_factor):
    with_factor(editor)
    client = Client()
    page = client.post(ADD, pledge_form(summary="Line one\r\n<b>two", _save="1")).content.decode()
    kept = hidden(page, "kept")
    sent = {"username": "erika", "password": PASSWORD, "next": ADD, "kept": kept}
    first = client.post(LOGIN, sent)
    first.client = client
    assert hidden(first.content.decode(), "kept") == kept
    wrong = second_step(first, "000000", kept=kept, next=ADD)
    assert hidden(wrong.content.decode(), "kept") == kept
    again = second_step(first, code_of(editor), kept=kept, next=ADD)
    saved = client.post(again.context["address"], fields_of(again))
    assert saved.status_code == 302, errors(saved)
    assert Commitment.objects.get().summary == "Line one\n<b>two"


def fields_of(page):
    found = {}
    for name, value in page.context["fields"]:
        found.setdefault(name, []).append(value)
    return found


def test_a_role_that_asks_for_it_opens_nothing_else_before(public, reviewer, settings):
    settings.REQUIRE_2FA = [rules.REVIEWER]
    client = signed_in_by_password_to_the_factor("rafael")
    for address in ("/admin/", ADD, "/admin/sessions/", "/admin/password_change/"):
        assert client.get(address).url.startswith(f"{PAGE}?next=")
    assert client.get(LOGIN).url == PAGE
    assert "Your role asks" in client.get(PAGE).content.decode()
    added(client)
    assert is_in(client)
    assert client.get("/admin/password_change/").status_code == 200


def signed_in_by_password_to_the_factor(name):
    answer = sign_in(name)
    assert "Your role asks for a second factor" in answer.content.decode()
    return answer.client


def test_a_role_that_does_not_ask_goes_on_without(public, editor, settings):
    settings.REQUIRE_2FA = [rules.REVIEWER]
    assert is_in(signed_in_by_password("erika"))


def test_who_may_do_everything_counts_as_an_administrator(public, settings):
    settings.REQUIRE_2FA = [rules.ADMINISTRATOR]
    signed_in_by_password_to_the_factor("root")


def test_what_was_typed_when_a_role_began_to_ask_is_kept_too(public, reviewer, settings):
    client = signed_in_by_password("rafael")
    settings.REQUIRE_2FA = [rules.REVIEWER]
    page = client.post(ADD, pledge_form(_save="1"))
    kept = hidden(page.content.decode(), "kept")
    codes = added(client, kept=kept, next=ADD)
    saved = client.post(codes.context["address"], fields_of(codes))
    assert saved.status_code == 302, errors(saved)
    assert Commitment.objects.exists()


def test_it_is_taken_off_with_a_code_but_not_where_the_role_asks(reviewer, with_factor, settings):
    with_factor(reviewer)
    answer = sign_in("rafael")
    second_step(answer, code_of(reviewer))
    settings.REQUIRE_2FA = [rules.REVIEWER]
    sent = {"act": "remove", "code": code_of(reviewer, 1)}
    assert answer.client.post(PAGE, sent).status_code == 403
    settings.REQUIRE_2FA = []
    assert answer.client.post(PAGE, sent | {"code": "000000"}).status_code == 400
    assert answer.client.post(PAGE, sent).status_code == 302
    assert not SecondFactor.objects.exists()
    assert is_in(answer.client)


def test_new_recovery_codes_replace_the_old_and_few_are_warned_of(editor, with_factor):
    old = with_factor(editor)
    RecoveryCode.objects.filter(pk__in=RecoveryCode.objects.values("pk")[:7]).delete()
    answer = sign_in("erika")
    second_step(answer, code_of(editor))
    assert "3 recovery codes are left" in answer.client.get("/admin/").content.decode()
    assert "3 recovery codes are left" in answer.client.get(PAGE).content.decode()
    page = answer.client.post(PAGE, {"act": "codes", "code": code_of(editor, 1)})
    new = page.context["codes"]
    assert RecoveryCode.objects.count() == 10
    assert not factors.check(editor, old[-1], at=timezone.now())
    assert factors.check(editor, new[0], at=timezone.now())


def test_an_administrator_resets_it_and_its_person_is_told(
    public, administrator, editor, manager, with_factor
):
    editor.email = "erika@example.org"
    editor.save()
    with_factor(editor)
    answer = sign_in("erika")
    second_step(answer, code_of(editor))
    page = f"/admin/commitments/user/{editor.pk}/reset-factor/"
    client = signed_in(administrator)
    assert client.get(page).status_code == 200
    assert SecondFactor.objects.exists()
    assert client.post(page).status_code == 302
    assert not is_in(answer.client)
    assert [one.to for one in mail.outbox] == [["erika@example.org"]]
    entry = AuditEntry.objects.get(kind=AuditKind.FACTOR_REMOVED)
    assert (entry.by_name, entry.target_name) == ("ada", "erika")
    assert client.post(page).status_code == 409
    assert is_in(signed_in_by_password("erika"))


def test_nobody_resets_the_factor_of_who_may_more(public, manager, administrator, with_factor):
    with_factor(administrator)
    page = f"/admin/commitments/user/{administrator.pk}/reset-factor/"
    assert signed_in(manager).post(page).status_code == 403
    assert SecondFactor.objects.exists()
