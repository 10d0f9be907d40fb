"""Partners and their keys in the admin: administrators only, and a key is seen once."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import ApiKey, AuditEntry, Partner
from tests.admin.conftest import signed_in
from tests.api.partners import bearing, key_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/admin/commitments/partner/"


@pytest.fixture
def as_administrator(administrator):
    return signed_in(administrator)


def pages(key):
    one = f"{LIST}{key.partner_id}/"
    yield from (LIST, f"{LIST}add/", f"{one}change/", f"{one}history/", f"{one}keys/make/")
    yield from (f"{one}keys/{key.pk}/{verb}/" for verb in ("replace", "revoke"))


def test_administrators_see_partners_and_nobody_else(administrator, person):
    key, _text = key_of(administrator, "submit")
    chief = signed_in(administrator)
    for address in pages(key):
        assert chief.get(address).status_code == (302 if "history" in address else 200), address
    for role in ("contributor", "reviewer", "managing editor"):
        client = signed_in(person(f"some-{role.split()[0]}", role))
        for address in pages(key):
            answers = [client.get(address), client.post(address, {"overlap": 0})]
            assert [answer.status_code for answer in answers] == [403, 403], (role, address)
            assert not any("Sources for Security" in a.content.decode() for a in answers)
    assert Client().get(LIST).status_code == 302
    assert Client().post(f"{LIST}{key.partner_id}/keys/make/", {}).status_code == 302
    assert ApiKey.objects.count() == 1
    assert ApiKey.objects.get().revoked_at is None


def test_a_partner_is_made_and_changed_and_the_audit_log_tells_it(as_administrator):
    sent = {"name": "Sources", "contact": "office@partner.example", "is_active": "on"}
    assert as_administrator.post(f"{LIST}add/", sent).status_code == 302
    partner = Partner.objects.get()
    address = f"{LIST}{partner.pk}/change/"
    assert as_administrator.post(address, sent | {"is_active": ""}).status_code == 302
    partner.refresh_from_db()
    assert not partner.is_active
    logged = AuditEntry.objects.filter(target_name="Sources").order_by("pk")
    assert [(e.kind, e.by_name, e.details) for e in logged] == [
        ("partner_made", "ada", {}),
        ("partner_changed", "ada", {"is_active": [True, False]}),
    ]
    twice = as_administrator.post(f"{LIST}add/", sent)
    assert (twice.status_code, Partner.objects.count()) == (200, 1)
    assert as_administrator.get(f"{LIST}{partner.pk}/delete/").status_code == 403


def made(client, address, **sent):
    """The key that an answer shows."""
    answer = client.post(address, sent)
    assert answer.status_code == 200, answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    return re.search(r"<code>(nsst_\w{49})</code>", answer.content.decode())[1]


def test_a_key_is_shown_once_used_replaced_and_revoked(as_administrator, administrator, client):
    key, _text = key_of(administrator)
    one = f"{LIST}{key.partner_id}/"
    year = timezone.now().year + 1
    facts = {"label": "reports", "scopes": ["submit"], "last_day": f"{year}-06-30"}
    text = made(as_administrator, f"{one}keys/make/", **facts)
    new = ApiKey.objects.get(label="reports")
    assert (new.scopes, new.expires_at.isoformat()) == (["submit"], f"{year}-07-01T00:00:00+00:00")
    page = as_administrator.get(f"{one}change/").content.decode()
    assert str(new) in page
    assert text not in page
    read = lambda text: client.get("/api/v1/", headers=bearing(text)).status_code  # noqa: E731
    assert read(text) == 200
    later = made(as_administrator, f"{one}keys/{new.pk}/replace/", overlap="7")
    assert (read(text), read(later)) == (200, 200)
    assert as_administrator.post(f"{one}keys/{new.pk}/revoke/").status_code == 302
    assert (read(text), read(later)) == (401, 200)
    again = as_administrator.post(f"{one}keys/{new.pk}/revoke/")
    assert again.status_code == 409
    assert "revoked already" in again.content.decode()
    for address in (f"{one}change/", LIST, "/admin/commitments/auditentry/"):
        shown = as_administrator.get(address).content.decode()
        assert text[13:] not in shown
        assert later[13:] not in shown


def test_what_is_wrong_with_a_key_is_said_and_what_was_typed_stays(as_administrator, administrator):
    key, _text = key_of(administrator)
    address = f"{LIST}{key.partner_id}/keys/make/"
    empty = as_administrator.post(address, {})
    assert empty.status_code == 400
    assert empty.content.decode().count("This field is required") == 2
    sent = {"label": "kept words", "last_day": "2010-01-01", "scopes": ["everything"]}
    wrong = as_administrator.post(address, sent)
    assert wrong.status_code == 400
    assert "kept words" in wrong.content.decode()
    past = as_administrator.post(address, sent | {"scopes": []})
    assert past.status_code == 409
    assert "ends after today" in past.content.decode()
    assert ApiKey.objects.count() == 1


def test_a_key_of_another_partner_is_not_there(as_administrator, administrator):
    key, _text = key_of(administrator)
    other = Partner.objects.create(name="Other", contact="o@o.example", made_at=timezone.now())
    assert as_administrator.post(f"{LIST}{other.pk}/keys/{key.pk}/revoke/").status_code == 404
    assert as_administrator.get(f"{LIST}999/keys/make/").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(
    as_administrator, administrator, django_assert_num_queries
):
    key, _text = key_of(administrator)
    for _ in range(2):
        with django_assert_num_queries(8):
            assert as_administrator.get(LIST).status_code == 200
        for name in ("Second", "Third"):
            partner = Partner.objects.get_or_create(
                name=name, defaults={"contact": "x@x.example", "made_at": timezone.now()}
            )[0]
            key_of(administrator, partner=partner)
