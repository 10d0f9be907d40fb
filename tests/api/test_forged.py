"""What a partner may not say of itself, and a key that is revoked elsewhere (cases Z04, Z05, Z06)."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import ApiKey, Submission
from tests import factories as make
from tests.api.partners import bearing, key_of, partner_of
from tests.api.reading import V1, body, problem_of
from tests.api.test_at_once import PATH, REPORT

FORGED = {
    "state": "published", "organization": "Another", "partner": 7, "author": 1, "reviewed_by": "rafael",
    "reviewer": 1, "published_at": "2020-01-01T00:00:00Z", "version": 7, "id": 1, "edits": 0,
    "four_eyes_waived": True,
}  # fmt: skip


@pytest.fixture
def send(client, administrator):
    """Sends a report on a public pledge with a partner's key."""
    make.whole_commitment(slug="pledge")
    _key, text = key_of(administrator, "submit")

    def call(sent):
        kind = "application/json"
        return client.post(PATH, json.dumps(sent), content_type=kind, headers=bearing(text))

    return call


def refused(answer):
    return {(one["field"], one["code"]) for one in problem_of(answer, 400)["errors"]}


def test_fields_that_are_ours_are_refused_by_name(send):
    """Z04: without them the report waits for review, as that of the key's partner."""
    (cited,) = REPORT["citations"]
    source = cited["source"] | {"version": 1, "id": "mine"}
    sent = REPORT | FORGED | {"citations": [cited | {"source": source}]}
    unknown = [*FORGED, "citations/0/source/version", "citations/0/source/id"]
    assert refused(send(sent)) == {(f"/{name}", "unknown") for name in unknown}
    assert not Submission.objects.exists()
    assert send(REPORT).status_code == 201
    submission = Submission.objects.get()
    assert (submission.state, submission.partner.name) == ("in_review", "Sources for Security")
    assert (submission.author, submission.reviewer) == (None, None)


@pytest.mark.parametrize("name", ["key", "Authorization", "access_token"])
def test_anothers_key_in_the_body_is_a_field_like_any_unknown_one(send, administrator, name):
    """Z05: it makes the report nobody else's, and is not repeated."""
    _key, text = key_of(administrator, "submit", partner=partner_of(administrator, "Another"))
    answer = send(REPORT | {name: f"Bearer {text}"})
    assert refused(answer) == {(f"/{name}", "unknown")}
    assert text not in body(answer)
    assert not Submission.objects.exists()


def test_a_key_that_another_instance_revokes_is_refused_at_the_next_request(administrator):
    """Z06: nothing of a key is kept between requests; the key beside it goes on."""
    key, text = key_of(administrator)
    _key, other = key_of(administrator, partner=key.partner)
    clients = [Client() for _instance in range(4)]

    def statuses(text):
        return [one.get(f"{V1}/themes/", headers=bearing(text)).status_code for one in clients]

    assert statuses(text) == [200] * 4
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())  # no code of ours runs here
    assert statuses(text) == [401] * 4
    assert statuses(other) == [200] * 4
