"""Keys: shown once, kept as a digest, refused in addresses, ended and revoked at once (K01 to K03)."""

import datetime
import logging

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from commitments.actions import keys
from commitments.actions.errors import Invalid, NotAllowed, WrongState
from commitments.models import ApiKey, AuditEntry, Partner
from nsstracker.logs import OneLine
from tests.api.partners import YEAR, bearing, key_of, partner_of
from tests.api.reading import V1, body, problem_of

pytestmark = pytest.mark.django_db
PATH = f"{V1}/summits/"


def status(client, text, path=PATH):
    return client.get(path, headers=bearing(text)).status_code


@pytest.fixture
def at():
    return timezone.now()


def test_a_key_reads_and_its_answers_are_for_it_alone(client, administrator):
    key, text = key_of(administrator)
    answer = client.get(PATH, headers=bearing(text))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]
    assert answer["RateLimit-Policy"] == '"key";q=1200;w=60'
    assert answer["RateLimit"].startswith('"key";r=1199;t=')
    assert body(answer) == body(client.get(PATH))
    again = client.get(PATH, headers=bearing(text) | {"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "private, no-store")


def test_a_key_costs_one_query_and_its_use_one_more_a_minute(
    client, administrator, django_assert_num_queries
):
    key, text = key_of(administrator)
    start = timezone.now()
    for seconds, queries in ((0, 3), (30, 2), (61, 3)):
        with time_machine.travel(start + datetime.timedelta(seconds=seconds)):
            tag = client.get(f"{V1}/")["ETag"]
            with django_assert_num_queries(queries):
                client.get(f"{V1}/", headers=bearing(text) | {"If-None-Match": tag})
    key.refresh_from_db()
    assert key.last_used_at > start + datetime.timedelta(seconds=60)


def test_a_key_is_recognisable_and_a_typing_error_is_found_without_looking(
    administrator, django_assert_num_queries, at
):
    _key, text = key_of(administrator)
    assert keys.KEY.fullmatch(text)
    assert len(text) == 54
    assert len({keys.new_text() for _ in range(50)}) == 50
    wrong = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    with django_assert_num_queries(0), pytest.raises(keys.NotRecognised):
        keys.recognise(f"Bearer {wrong}", at=at)


@pytest.mark.parametrize(
    "header",
    [
        "Bearer", "Bearer ", "Bearer a b", f"Bearer {'x' * 6000}", "Bearer \xe9", "Bearer \xff",
        "Basic junk", "Basic \xe9", "", "nsst_x", "Bearer KEY,Bearer KEY", "Bearer KEY, Bearer KEY",
        "Bearer  KEY", "Bearer KEY ", "KEY", "Bearer UNKNOWN",
    ],
)  # fmt: skip
def test_what_is_no_key_of_ours_is_refused(client, administrator, header):
    """K01: 401, and how to ask."""
    _key, text = key_of(administrator)
    header = header.replace("KEY", text).replace("UNKNOWN", keys.new_text())
    answer = client.get(PATH, headers={"Authorization": header})
    problem = problem_of(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert text not in str(problem)


def test_a_revoked_an_ended_and_a_closed_key_are_refused_at_once_and_told_why(
    client, administrator, at
):
    """Z05: each opened until then."""
    how = {"by": administrator, "at": at}
    revoked, text = key_of(administrator)
    assert status(client, text) == 200
    keys.revoke(revoked, **how)
    told = problem_of(client.get(PATH, headers=bearing(text)), 401)["detail"]
    assert told == f"This key was revoked on {at:%Y-%m-%d}. Ask for another."
    with pytest.raises(WrongState):
        keys.revoke(revoked, **how)
    _key, text = key_of(administrator, partner=revoked.partner)
    assert status(client, text) == 200
    with time_machine.travel(at + YEAR + datetime.timedelta(seconds=1)):
        told = problem_of(client.get(PATH, headers=bearing(text)), 401)["detail"]
    assert "ended on" in told
    revoked.partner.is_active = False
    keys.save_partner(revoked.partner, **how)
    assert "closed" in problem_of(client.get(PATH, headers=bearing(text)), 401)["detail"]


def test_a_replaced_key_opens_for_the_overlap_and_no_longer(client, administrator, at):
    key, old = key_of(administrator, "submit")
    week = datetime.timedelta(days=7)
    new, text = keys.replace(key, overlap=week, by=administrator, at=at)
    assert (new.label, new.scopes, new.partner) == (key.label, ["submit"], key.partner)
    assert new.expires_at - at == YEAR
    assert (status(client, old), status(client, text)) == (200, 200)
    with time_machine.travel(at + week):
        assert (status(client, old), status(client, text)) == (401, 200)
        with pytest.raises(WrongState):
            keys.replace(key, overlap=week, by=administrator, at=timezone.now())
    keys.replace(new, overlap=datetime.timedelta(), by=administrator, at=timezone.now())
    assert status(client, text) == 401


def test_only_administrators_make_keys_and_each_act_is_in_the_audit_log(administrator, manager, at):
    key, _text = key_of(administrator, "submit")
    partner = key.partner
    for act in (
        lambda: keys.save_partner(Partner(name="x", contact="x@x.example"), by=manager, at=at),
        lambda: key_of(manager, partner=partner),
        lambda: keys.revoke(key, by=manager, at=at),
        lambda: keys.replace(key, overlap=YEAR, by=manager, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()
    partner.name = "Renamed"
    keys.save_partner(partner, by=administrator, at=at)
    keys.save_partner(partner, by=administrator, at=at)
    new, _text = keys.replace(key, overlap=YEAR, by=administrator, at=at)
    keys.revoke(new, by=administrator, at=at)
    logged = AuditEntry.objects.filter(target_type="partner").order_by("pk")
    assert list(logged.values_list("kind", "before", "after")) == [
        ("partner_made", "", ""), ("key_made", "", str(key)), ("partner_changed", "", ""),
        ("key_made", "", str(new)), ("key_replaced", str(key), str(new)),
        ("key_revoked", str(new), ""),
    ]  # fmt: skip
    assert logged[2].details == {"name": ["Sources for Security", "Renamed"]}


def test_a_key_ends_within_two_years(administrator, at):
    partner = partner_of(administrator)
    for days in (0, -1, 732):
        ends = at + datetime.timedelta(days=days)
        with pytest.raises(Invalid):
            keys.make(partner, label="x", scopes=[], expires_at=ends, by=administrator, at=at)


def test_a_key_in_an_address_is_refused_and_not_written_down(client, administrator, caplog):
    """K03: neither in a log."""
    _key, text = key_of(administrator)
    for path in (f"{PATH}?key={text}", f"{PATH}?x=1&access_token={text}", f"{PATH}{text}/",
                 f"{PATH}?k=nss%74_{text[5:]}"):  # fmt: skip
        problem = problem_of(client.get(path, headers=bearing(text)), 400)
        assert "header" in problem["detail"]
        assert text not in str(problem)
    assert text not in caplog.text
    line = logging.LogRecord("x", logging.INFO, "x", 1, f"GET {PATH}?key={text}", (), None)
    assert text[9:] not in OneLine().format(line)


def test_no_table_holds_a_key(client, administrator):
    """K02: only its digest."""
    texts = [key_of(administrator)[1]]
    texts.append(keys.replace(
        ApiKey.objects.get(), overlap=YEAR, by=administrator, at=timezone.now())[1])  # fmt: skip
    for text in texts:
        status(client, text)
    everything = repr([list(m.objects.values()) for m in apps.get_models()])
    assert ApiKey.objects.first().digest in everything
    for text in texts:
        assert text not in everything
        assert text[5:48] not in everything
