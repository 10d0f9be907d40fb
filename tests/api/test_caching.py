"""Answers that caches may keep, and how they learn of a change (cases C01 to C06, C08)."""

import datetime
import os
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from commitments.actions import changes, removal
from commitments.queries import freshness
from summits.models import Source, Theme
from tests import factories as make
from tests.api.reading import LISTS, V1, body, problem_of

C = f"{V1}/commitments/"
ADDRESSES = [
    *(f"{V1}/{name}/" for name in LISTS), f"{C}?format=csv", f"{C}?format=ndjson", "/api/",
    f"{V1}/", f"{V1}/changes/", f"{V1}/releases/", f"{V1}/export/", f"{V1}/stats/?by=kind",
    f"{V1}/stats/history/", f"{V1}/schema/", "/api/docs/",
]  # fmt: skip
ASKED_EACH_TIME = "public, no-cache"
KEPT = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.walk
def test_an_answer_can_be_asked_again_for_one_query(client, path, django_assert_num_queries):
    make.whole_commitment()
    first = client.get(path)
    assert first["Cache-Control"] == (ASKED_EACH_TIME if path.endswith("/changes/") else KEPT)
    assert first["ETag"].startswith('"')
    midnight = datetime.datetime.combine(timezone.now(), datetime.time(), datetime.UTC)
    assert first["Last-Modified"] == http_date(midnight.timestamp())
    for header, value in (
        ("If-None-Match", first["ETag"]), ("If-None-Match", f'"x", W/{first["ETag"]}'),
    ):  # fmt: skip
        with django_assert_num_queries(1):
            again = client.get(path, headers={header: value})
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in ("ETag", "Last-Modified", "Cache-Control")] == [
            first[name] for name in ("ETag", "Last-Modified", "Cache-Control")
        ]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    for date, status in ((first["Last-Modified"], 304), ("nonsense", 200)):
        assert client.get(path, headers={"If-Modified-Since": date}).status_code == status


def test_no_cache_answers_for_us_to_who_follows_the_feed(
    client, public, manager, monkeypatch, tmp_path
):
    """C06, C07: neither with a record of before the change that the feed tells of, nor with an old export."""
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    theme, source = Theme.objects.get(slug="training"), Source.objects.first()
    removal.rename(theme, slug="courses", by=manager, at=timezone.now(), reason="Shorter.")
    found = [
        client.get(f"{V1}/{path}")
        for path in ("changes/", "themes/courses/", "themes/training/", f"sources/{source.slug}/",
                     "export/themes.csv", "export/nss.sqlite")
    ]  # fmt: skip
    assert [one.status_code for one in found] == [200, 200, 301, 200, 200, 200]
    for one in found:
        assert not one.streaming or b"".join(one.streaming_content)  # to its end, which closes it
    assert {one["Cache-Control"] for one in found} == {ASKED_EACH_TIME}


def test_a_validator_that_proves_no_copy_hides_no_refusal(client):
    """C05: a refusal is not kept, whatever is asked with it."""
    later = http_date(timezone.now().timestamp() + 1000)
    of_another = client.get(C)["Last-Modified"]
    for headers in (
        {"If-None-Match": "*"}, {"If-Modified-Since": later}, {"If-Modified-Since": of_another},
    ):  # fmt: skip
        problem_of(client.get(f"{C}nosuch/", headers=headers), 404)
        problem_of(client.get(f"{C}?nosuch=1", headers=headers), 400)
        assert client.get(C, headers=headers).status_code == 304


NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
MIDNIGHT = NOON.replace(hour=0)


def later(moment, seconds):
    return moment + datetime.timedelta(seconds=seconds)


def log(at):
    """One public change, dated."""
    with transaction.atomic():
        changes.record_changes([changes.Event("updated", make.ThemeFactory())], at=at)


@pytest.mark.parametrize(
    ("first", "second", "old", "current"),
    [
        (NOON, later(NOON, 60), 200, 304),
        (later(NOON, 0.9), later(NOON, 1), 200, 304),
        (NOON, later(NOON, 0.9), 200, 200),  # in one second
        (later(NOON, 5), NOON, 200, 200),  # committed in the other order
        (later(MIDNIGHT, -120), later(MIDNIGHT, 0.5), 200, 200),  # in the second the day begins
        (later(MIDNIGHT, -3600), later(MIDNIGHT, -600), 200, 200),  # perhaps committed after it
        (later(MIDNIGHT, -3600), later(MIDNIGHT, -1200), 304, 304),  # surely yesterday's
    ],
)
def test_a_date_is_believed_only_where_it_tells_every_change(client, first, second, old, current):
    """What a copy of before the second change is answered, by its date, and one of after it."""
    with time_machine.travel(later(NOON, 600), tick=False):
        log(first)
        before = client.get(C)
        log(second)
        after = client.get(C)
        for copy, status in ((before, old), (after, current)):
            again = client.get(C, headers={"If-Modified-Since": copy["Last-Modified"]})
            assert again.status_code == status
        for copy, status in ((before, 200), (after, 304)):
            again = client.get(C, headers={"If-None-Match": copy["ETag"]})
            assert again.status_code == status


def test_a_date_is_not_believed_where_an_aside_came_last(client):
    with time_machine.travel(later(NOON, 600), tick=False):
        log(NOON)
        for moment in (later(NOON, 20), later(NOON, 10)):
            with transaction.atomic():
                changes.record_aside(at=moment)
            answer = client.get(C)
            assert answer["Last-Modified"] == http_date(later(NOON, 20).timestamp())
            again = client.get(C, headers={"If-Modified-Since": answer["Last-Modified"]})
            assert again.status_code == 200
        log(later(NOON, 30))
        answer = client.get(C)
        again = client.get(C, headers={"If-Modified-Since": answer["Last-Modified"]})
        assert again.status_code == 304


def test_a_public_change_and_a_new_day_make_a_new_answer(client, manager):
    """C06, C07: an old copy is not confirmed; a retraction is a 410."""
    pledge = make.whole_commitment()
    path = f"{C}{pledge.slug}/"
    before = client.get(path)
    old = {"If-None-Match": before["ETag"]}
    removal.rename(pledge, slug="renamed", by=manager, at=timezone.now(), reason="A better name.")
    assert client.get(path, headers=old).status_code == 301
    listed = client.get(C)
    assert "renamed" in body(listed)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        tomorrow = client.get(C, headers={"If-None-Match": listed["ETag"]})
    assert tomorrow.status_code == 200
    assert tomorrow["Last-Modified"] != listed["Last-Modified"]
    pledge.refresh_from_db()
    removal.retract(pledge, by=manager, at=timezone.now(), reason="Wrong.")
    problem_of(client.get(f"{C}renamed/", headers={"If-None-Match": listed["ETag"]}), 410)


def test_each_format_and_query_has_its_own_validator(client):
    """C04: and says that it depends on Accept."""
    tags = {
        client.get(f"{C}{query}", headers={"Accept": accept})["ETag"]
        for query in ("", "?kind=joint", "?kind=national")
        for accept in ("application/json", "text/csv", "application/x-ndjson")
    }
    assert len(tags) == 9
    assert client.get(f"{C}?q=a&kind=joint")["ETag"] == client.get(f"{C}?kind=joint&q=a")["ETag"]
    for accept in ("application/json", "text/csv"):
        assert "Accept" in client.get(C, headers={"Accept": accept})["Vary"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_names_of_hosts_and_proxies_change_nothing(client, path):
    """C01: the same answer, or a refusal of the host."""
    plain = client.get(path)
    expected = body(plain)
    for name in ("X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Original-URL",
                 "Forwarded", "X-Forwarded-Proto", "SCRIPT_NAME", "X-Rewrite-URL"):  # fmt: skip
        other = client.get(path, headers={name: "host=evil.example"})
        assert (body(other), other["ETag"]) == (expected, plain["ETag"])
    problem_of(client.get(path, HTTP_HOST="evil.example"), 400)


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_editor_and_a_stranger_read_the_same(client, editor, path):
    """C02: whatever cookies come in, none goes out."""
    stranger = Client().get(path, headers={"Cookie": "csrftoken=junk; sessionid=junk"})
    client.force_login(editor)
    signed_in = client.get(path)
    assert body(signed_in) == body(stranger)
    for answer in (signed_in, stranger):
        assert "Set-Cookie" not in answer
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_other_sites_may_read_but_not_with_credentials(client):
    answer = client.get(C, headers={"Origin": "https://partner.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    refused = client.get(f"{C}?x=1", headers={"Origin": "https://partner.example"})
    assert refused["Access-Control-Allow-Origin"] == "*"
    asked = client.options(
        C, headers={"Origin": "https://partner.example", "Access-Control-Request-Method": "GET"}
    )
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Headers" not in asked or not asked["Access-Control-Allow-Headers"]


def test_options_names_the_methods_and_head_has_no_body(client):
    for path in (C, f"{C}x/", "/api/docs/", f"{V1}/stats/"):
        answer = client.options(path)
        assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")
    head = client.head(C)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(C)["ETag"]


def test_a_deployment_makes_new_validators(client, monkeypatch, tmp_path):
    path = f"{V1}/summits/"
    before = client.get(path)["ETag"]
    freshness.code.cache_clear()
    monkeypatch.setattr(freshness, "CODE", ("commitments",))
    after = client.get(path, headers={"If-None-Match": before})
    assert (after.status_code, after["ETag"] != before) == (200, True)
    freshness.code.cache_clear()


ASK = """
import datetime, django
django.setup()
from commitments.queries.freshness import Freshness
day = datetime.date(2026, 11, 25)
print(Freshness(5, None, 0, None, None, None, day).etag("/api/v1/summits/", "json", "en"))
"""


def test_two_instances_say_the_same_of_one_state():
    """C08: no time of its start, no order of a dictionary, nothing of its own is in it."""
    how = {"capture_output": True, "text": True, "check": True, "cwd": settings.BASE_DIR}
    one, other = (
        subprocess.run(
            [sys.executable, "-c", ASK], env=os.environ | {"PYTHONHASHSEED": seed}, **how
        ).stdout
        for seed in "12"
    )
    assert one.startswith('"')
    assert one == other


@pytest.mark.parametrize("header", ["If-Match", "If-Unmodified-Since"])
def test_a_precondition_that_fails_is_a_problem(client, header):
    value = '"another"' if header == "If-Match" else "Sun, 01 Jan 2012 00:00:00 GMT"
    answer = client.get(f"{V1}/summits/", headers={header: value})
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    assert header in answer.json()["detail"]
    assert client.get("/summits/", headers={header: value}).content.count(b"<h1") == 1
