"""Webhooks through the API: each partner keeps her own, reads what was sent, and has it sent again."""

import dataclasses
import datetime
import json

import jsonschema
import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from commitments.actions import webhooks
from commitments.models import AuditEntry, Delivery, Webhook
from commitments.outside import places
from nsstracker.api import docs
from tests.api.partners import bearing, key_of, partner_of
from tests.api.reading import V1, get, problem_of
from tests.webhooks.hooks import hook_of, numbers, publish, served, verified

pytestmark = pytest.mark.django_db
PATH = f"{V1}/webhooks/"


@pytest.fixture
def key(administrator):
    return key_of(administrator, "webhooks")


@pytest.fixture
def send(client, key):
    """Sends JSON with the partner's key: ``send("post", "1/test/", {…})``."""

    def call(method="get", path="", sent=None, text=key[1]):
        body = "" if sent is None else json.dumps(sent)
        data = {} if method == "get" else {"data": body, "content_type": "application/json"}
        path = path if path.startswith(("/", "http")) else PATH + path
        return getattr(client, method)(path, headers=bearing(text), **data)

    return call


def fits(schema, answer):
    """The answer's object, which is what the document says."""
    shown = answer.json()
    components = {"components": docs.document()["components"]}
    jsonschema.validate(shown, {"$ref": f"#/components/schemas/{schema}"} | components)
    return shown


def refused(answer):
    return [(one["field"], one["code"]) for one in problem_of(answer, 400)["errors"]]


def test_a_webhook_is_made_and_its_secret_is_shown_once(send, receiver, key):
    publish(2)
    answer = send("post", sent={"url": receiver.url(), "description": "nightly copy"})
    assert answer.status_code == 201, answer.content
    made = fits("WebhookWithSecret", answer)
    assert answer["Location"] == made["api_url"]
    assert answer["Cache-Control"] == "private, no-store"
    assert made["url"] == receiver.url()
    assert (made["state"], made["waiting"], made["description"]) == ("on", 0, "nightly copy")
    publish(3)
    shown = fits("Webhook", send(path=f"{made['id']}/"))
    assert (shown["waiting"], shown["parked"], shown["next_attempt_at"]) == (3, 0, None)
    served(Webhook.objects.get())
    assert numbers(receiver.visits) == [3, 4, 5]
    assert verified(made["secret"], receiver.visits[0])["data"]["url"].startswith("https://tracker")
    listed = fits("WebhookList", send())
    assert listed["results"] == [shown | {"waiting": 0}]
    logged = AuditEntry.objects.get(kind="webhook_made")
    assert (logged.by_name, logged.target_name) == ("partner Sources for Security", receiver.url())


def test_it_begins_where_a_cursor_says(send, receiver, client):
    publish(3)
    first = get(client, f"{V1}/changes/?limit=1")["next_cursor"]
    assert send("post", sent={"url": receiver.url(), "after": first}).status_code == 201
    served(Webhook.objects.get())
    assert numbers(receiver.visits) == [2, 3]
    bad = {"url": receiver.url(), "after": "x"}
    assert refused(send("post", sent=bad)) == [("/after", "invalid")]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, [("/url", "required")]),
        ([], [("", "type")]),
        ({"url": 5, "x": 1, "description": []}, [
            ("/x", "unknown"), ("/url", "type"), ("/description", "type"),
        ]),
        ({"url": "https://127.0.0.1/", "description": "=1+1"}, [
            ("/description", "invalid"), ("/url", "invalid"),
        ]),
        ({"url": "https://169.254.169.254/"}, [("/url", "invalid")]),
        ({"url": "http://example.com/", "description": "x" * 101}, [
            ("/description", "invalid"), ("/url", "invalid"),
        ]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_said_and_nothing_is_kept(send, sent, expected):
    assert refused(send("post", sent=sent)) == expected
    assert not Webhook.objects.exists()


def test_another_address_is_checked_too_and_what_waits_goes_there(send, receiver, key):
    hook, _ = hook_of(key[0].partner, receiver.url())
    publish(1)
    receiver.answers |= {"/": 500, "/new": 200}
    served(hook)
    assert fits("Webhook", send(path=f"{hook.pk}/"))["next_attempt_at"]
    assert refused(send("put", f"{hook.pk}/", {"url": "https://10.0.0.1/"})) == [
        ("/url", "invalid")
    ]
    changed = fits("Webhook", send("put", f"{hook.pk}/", {"url": receiver.url("/new")}))
    assert changed["url"] == receiver.url("/new")
    served(hook)
    assert receiver.paths() == ["/", "/new"]


def test_the_log_shows_what_was_sent_and_answered(send, receiver, key):
    hook, secret = hook_of(key[0].partner, receiver.url())
    publish(2)
    receiver.answers["/"] = (503, {}, "Später.".encode())
    served(hook)
    listed = fits("DeliveryList", send(path=f"{hook.pk}/deliveries/"))
    [row] = listed["results"]
    assert (row["state"], row["tries"], row["last_status"]) == ("waiting", 1, 503)
    detail = fits(
        "DeliveryDetail", send(path=row["api_url"].removeprefix("https://tracker.example"))
    )
    assert detail["payload"].encode() == receiver.visits[0]["body"]
    assert detail["attempts"][0]["answer"] == "Später."
    assert detail["webhook_id"] == receiver.visits[0]["headers"]["webhook-id"]
    assert send(path=f"{hook.pk}/deliveries/?page_size=0").status_code == 400
    assert send(path=f"{hook.pk}/deliveries/999/").status_code == 404


def test_messages_are_sent_again_by_their_numbers(send, receiver, key):
    hook, _ = hook_of(key[0].partner, receiver.url())
    publish(4)
    served(hook)
    pks = list(Delivery.objects.order_by("seq").values_list("pk", flat=True))
    answer = send("post", f"{hook.pk}/replay/", {"first": pks[1], "last": pks[2]})
    assert (answer.status_code, fits("Count", answer)) == (202, {"count": 2})
    again = send("post", f"{hook.pk}/replay/", {"first": pks[1], "last": pks[2]})
    problem_of(again, 409)
    served(hook)
    assert numbers(receiver.visits) == [1, 2, 3, 4, 2, 3]
    ids = [visit["headers"]["webhook-id"] for visit in receiver.visits]
    assert ids[1:3] == ids[4:]
    for sent in (
        {"first": 2, "last": 1},
        {"first": "1", "last": True},
        {"first": -1},
        {"first": 1.5},
    ):
        assert send("post", f"{hook.pk}/replay/", sent).status_code == 400
    AuditEntry.objects.get(kind="webhook_replayed")


def test_a_test_is_sent_and_logged(send, receiver, key):
    hook, secret = hook_of(key[0].partner, receiver.url())
    answer = send("post", f"{hook.pk}/test/")
    assert answer.status_code == 202
    made = fits("Delivery", answer)
    problem_of(send("post", f"{hook.pk}/test/"), 409)
    served(hook)
    assert verified(secret, receiver.visits[0])["type"] == "webhook.test"
    assert send(path=f"{hook.pk}/deliveries/{made['id']}/").json()["state"] == "delivered"
    problem_of(send("post", f"{hook.pk}/replay/", {"first": made["id"], "last": made["id"]}), 409)


def test_it_is_switched_off_and_on_and_nothing_is_lost(send, receiver, key):
    hook, _ = hook_of(key[0].partner, receiver.url())
    off = fits("Webhook", send("post", f"{hook.pk}/switch-off/", {}))
    assert (off["state"], off["off_why"]) == ("off", "asked")
    problem_of(send("post", f"{hook.pk}/switch-off/"), 409)
    publish(2)
    served(hook)
    assert receiver.visits == []
    problem_of(send("post", f"{hook.pk}/replay/", {"first": 1, "last": 2}), 409)
    assert fits("Webhook", send("post", f"{hook.pk}/switch-on/"))["waiting"] == 2
    problem_of(send("post", f"{hook.pk}/switch-on/"), 409)
    assert refused(send("post", f"{hook.pk}/switch-on/", {"x": 1})) == [("/x", "unknown")]
    served(hook)
    assert numbers(receiver.visits) == [1, 2]


def test_a_secret_is_replaced_with_an_overlap(send, receiver, key):
    """W11: the answer shows the new secret, and until when the old one signs as well."""
    hook, old = hook_of(key[0].partner, receiver.url())
    answer = send("post", f"{hook.pk}/rotate/", {"overlap_days": 7})
    new = fits("WebhookWithSecret", answer)
    assert new["secret"] != old
    publish(1)
    served(hook)
    assert verified(old, receiver.visits[0]) == verified(new["secret"], receiver.visits[0])
    assert refused(send("post", f"{hook.pk}/rotate/", {"overlap_days": 2})) == [
        ("/overlap_days", "invalid")
    ]
    send("post", f"{hook.pk}/rotate/", {"overlap_days": 0})
    publish(1)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=1)):
        served(hook)
    assert len(receiver.visits[1]["headers"]["webhook-signature"].split()) == 1


def test_a_webhook_is_removed_with_its_log(send, receiver, key):
    hook, _ = hook_of(key[0].partner, receiver.url())
    publish(1)
    served(hook)
    assert send("delete", f"{hook.pk}/").status_code == 204
    assert not Delivery.objects.exists()
    assert send(path=f"{hook.pk}/").status_code == 404
    assert AuditEntry.objects.get(kind="webhook_removed").target_name == receiver.url()


ADDRESSES = [
    ("get", ""), ("put", ""), ("delete", ""), ("post", "rotate/"), ("post", "switch-off/"),
    ("post", "switch-on/"), ("post", "test/"), ("post", "replay/"), ("get", "deliveries/"),
    ("get", "deliveries/{}/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_the_webhook_of_another_answers_like_none(send, receiver, administrator, method, path):
    """Z03: reading, changing or deleting it is a 404 with the same body as for a number nobody has."""
    other = partner_of(administrator, "Other")
    key_of(administrator, "webhooks", partner=other)
    hook, _ = hook_of(other, receiver.url())
    publish(1)
    served(hook)
    path = path.format(Delivery.objects.get().pk)
    sent = {"url": receiver.url()} if method == "put" else None
    theirs = send(method, f"{hook.pk}/{path}", sent)
    assert problem_of(theirs, 404) == problem_of(send(method, f"999999/{path}", sent), 404)
    hook.refresh_from_db()
    assert hook.disabled_at is None
    assert send().json()["count"] == 0


def test_a_key_needs_the_scope(send, administrator, client):
    """Z05: a key that submits opens no webhook, and one for webhooks submits nothing."""
    other = partner_of(administrator, "Other")
    text = key_of(administrator, "submit", partner=other)[1]
    assert "“webhooks”" in problem_of(send(text=text), 403)["detail"]
    problem_of(send(path=f"{V1}/submissions/"), 403)
    problem_of(client.get(PATH), 401)


def test_there_are_no_more_than_a_few(send, receiver, key, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST", 2)
    for expected in (201, 201, 409):
        assert send("post", sent={"url": receiver.url()}).status_code == expected


def test_lists_cost_the_same_for_one_and_for_three(send, receiver, key, django_assert_num_queries):
    hook, _ = hook_of(key[0].partner, receiver.url())
    for count in (1, 3):
        while Webhook.objects.count() < count:
            hook_of(key[0].partner, receiver.url())
        publish(1)
        served(hook)
        send()
        with django_assert_num_queries(5):
            assert send().json()["count"] == count
        with django_assert_num_queries(6):
            assert send(path=f"{hook.pk}/deliveries/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_name_is_looked_up(send, receiver, monkeypatch):
    """That takes up to three seconds; on SQLite every writer would wait for them."""
    held, limits = [], webhooks.limits(1)

    def look_up(*given, **how):
        held.append(transaction.get_connection().in_atomic_block)
        return limits.look_up(*given, **how)

    def noted(_seconds):
        return dataclasses.replace(limits, look_up=look_up)

    def at_once(host, port, limits, _seconds):
        return tuple(row[4][0] for row in limits.look_up(host, port))

    monkeypatch.setattr(webhooks, "limits", noted)
    monkeypatch.setattr(places, "_looked_up", at_once)  # in this thread, which has the connection
    assert send("post", sent={"url": receiver.url()}).status_code == 201
    address = Webhook.objects.get().pk
    assert send("put", f"{address}/", {"url": receiver.url("/other")}).status_code == 200
    assert held == [False, False]
