"""What workers do: in order, at least once, again after a while, and given up after three days."""

import datetime
import json
import threading

import jsonschema
import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from commitments import mails
from commitments.actions import deliveries, keys, webhooks
from commitments.actions.deliveries import Attempt
from commitments.models import ApiKey, AuditEntry, Delivery, Webhook
from nsstracker.api import docs
from tests.webhooks.hooks import QUICK, hook_of, numbers, publish, served, states

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def clock():
    """A clock that a test moves: ``clock.shift(3600)``."""
    with time_machine.travel(AT, tick=False) as travel:
        yield travel


def due():
    return deliveries.due(timezone.now(), limit=10)


def wait_of(hook):
    """The seconds until a webhook is due."""
    hook.refresh_from_db()
    return (hook.next_at - timezone.now()).total_seconds()


def until_due(hook, clock):
    clock.move_to(max(Webhook.objects.get(pk=hook.pk).next_at, timezone.now()))


def test_what_becomes_public_arrives_in_order_and_once(partner, receiver):
    publish(2)
    hook, _secret = hook_of(partner, receiver.url())
    assert due() == []
    publish(5)
    assert due() == [hook.pk]
    assert served(hook) == 5
    assert numbers(receiver.visits) == [3, 4, 5, 6, 7]
    assert (due(), served(hook)) == ([], 0)
    one = Delivery.objects.order_by("seq")[0]
    found = docs.document()["components"]
    jsonschema.validate(
        json.loads(one.payload), found["schemas"]["Message"] | {"components": found}
    )
    test = webhooks.test(hook, by=partner, at=timezone.now())
    jsonschema.validate(json.loads(test.payload), found["schemas"]["TestMessage"])
    assert one.attempts[0] | {"at": "", "seconds": 0} == {
        "at": "", "status": 200, "failure": None, "seconds": 0, "answer": "Words.",
    }  # fmt: skip


def test_a_failing_message_holds_its_own_webhook_and_no_other(partner, receiver, clock):
    """W09: 100 events of which the third fails five times: 1 to 100 in order, the other has them at once."""
    hook, _ = hook_of(partner, receiver.url("/bad"))
    other, _ = hook_of(partner, receiver.url("/good"))
    publish(100)
    failures = iter([500] * 5)

    def third_fails(visit):
        is_third = visit.headers["webhook-id"].endswith("_3")
        status = next(failures, 200) if is_third else 200
        visit.send_response(status)
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    receiver.answers |= {"/bad": third_fails, "/good": 200}
    for hold in range(6):
        served(hook)
        if hold == 0:
            assert served(other) == 100
        until_due(hook, clock)
    bad = [visit for visit in receiver.visits if visit["path"] == "/bad"]
    assert numbers(bad) == [1, 2, *[3] * 6, *range(4, 101)]
    assert len({visit["headers"]["webhook-id"] for visit in bad}) == 100
    assert states(hook) == ["delivered"] * 100


@pytest.mark.parametrize(
    ("status", "headers", "least", "most"),
    [
        (500, {}, 4, 6),
        (404, {}, 4, 6),
        (301, {"Location": "http://127.0.0.1/"}, 4, 6),
        (429, {"Retry-After": "60"}, 60, 60),
        (503, {"Retry-After": "1000000000"}, 300, 300),
        (503, {"Retry-After": "99999999999999999999"}, 300, 300),
        (503, {"Retry-After": "Fri, 01 May 2026 12:02:00 GMT"}, 120, 120),
        (503, {"Retry-After": "Fri, 01 May 2026 12:02:00"}, 120, 120),
        (503, {"Retry-After": "٣"}, 4, 6),
        (503, {"Retry-After": "-1"}, 4, 6),
        (503, {"Retry-After": "Fri, 01 May 99999 12:02:00 GMT"}, 4, 6),
        (503, {"Retry-After": "Fri, 01 May 0001 00:00:00 +2359"}, 4, 6),
        (503, {"Retry-After": "Fri, 01 May 2026 12:02:00 +99999999999999999999"}, 4, 6),
        (500, {"Retry-After": "60"}, 4, 6),
    ],
)
def test_all_but_2xx_is_failure_and_waits(partner, receiver, clock, status, headers, least, most):
    """W07: 500, 404, 301, 429 and 503 fail; Retry-After is honoured, up to the next step."""
    hook, _ = hook_of(partner, receiver.url())
    publish(2)
    receiver.answers["/"] = (status, headers, b"No.")
    assert served(hook) == 1
    assert least <= wait_of(hook) <= most
    assert (due(), served(hook)) == ([], 0)
    assert len(receiver.visits) == 1
    clock.shift(301)
    receiver.answers["/"] = 204
    assert served(hook) == 2
    assert numbers(receiver.visits) == [1, 1, 2]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(partner, receiver, status):
    """W07: any 2xx is success."""
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = (status, {}, b"")
    served(hook)
    assert states(hook) == ["delivered"]


def hang(visit):
    threading.Event().wait(1)


def reset(visit):
    visit.connection.close()


@pytest.mark.parametrize(("answer", "word"), [(hang, "time"), (reset, "answer")])
def test_a_receiver_that_hangs_or_hangs_up_fails(partner, receiver, answer, word):
    """W07: a time-out and a reset are failures, and the log says which."""
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = answer
    served(hook, type(QUICK)(seconds=0.3))
    assert states(hook) == ["waiting"]
    assert Delivery.objects.get().attempts[0]["failure"] in {word, "connection"}


def test_no_more_than_64_kib_of_an_answer_are_read_and_little_is_kept(partner, receiver):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    sent = []

    def flood(visit):
        visit.send_response(200)
        visit.end_headers()
        try:
            for _ in range(1000):
                visit.wfile.write(b"\x00x" * 32_768)
                sent.append(65_536)
        except OSError:
            pass

    receiver.answers["/"] = flood
    served(hook)
    assert states(hook) == ["delivered"]
    assert sum(sent) < 10_000_000
    assert len(Delivery.objects.get().attempts[0]["answer"]) == deliveries.ANSWER_KEPT


def test_an_address_that_is_gone_is_switched_off_at_once(partner, receiver):
    """W07: 410 switches a webhook off, and its partner is told by mail."""
    hook, _ = hook_of(partner, receiver.url())
    publish(2)
    receiver.answers["/"] = 410
    assert served(hook) == 1
    hook.refresh_from_db()
    assert (hook.disabled_why, states(hook)) == ("gone", ["waiting"])
    assert due() == [hook.pk]
    served(hook)
    [told] = mail.outbox
    assert told.to == ["office@partner.example"]
    assert receiver.url() in told.body
    assert "is gone" in told.body
    assert (due(), len(receiver.visits)) == ([], 1)
    receiver.answers["/"] = 200
    webhooks.switch_on(hook, by=partner, at=timezone.now())
    served(hook)
    assert numbers(receiver.visits) == [1, 1, 2]


def test_three_days_of_failures_park_a_message_and_switch_off(partner, receiver, clock):
    """W12: after three days it is parked, mailed and visible; a replay by range goes in order."""
    hook, _ = hook_of(partner, receiver.url())
    publish(5)
    receiver.answers["/"] = 500
    moments = []
    while not Webhook.objects.get(pk=hook.pk).disabled_at:
        moments.append((timezone.now() - AT).total_seconds())
        assert served(hook) == 1
        until_due(hook, clock)
    assert moments[-1] == 3 * 86_400
    assert 10 <= len(moments) <= 13
    assert states(hook) == ["parked"]
    served(hook)
    assert [one.to for one in mail.outbox] == [["office@partner.example"]]
    assert "for three days" in mail.outbox[0].body
    assert AuditEntry.objects.get(kind="webhook_off").after == "failing"
    receiver.visits.clear()
    receiver.answers["/"] = 200
    webhooks.switch_on(hook, by=partner, at=timezone.now())
    served(hook)
    assert numbers(receiver.visits) == [2, 3, 4, 5]
    pks = list(Delivery.objects.order_by("seq").values_list("pk", flat=True))
    how = {"by": partner, "at": timezone.now()}
    assert webhooks.replay(hook, first=pks[0], last=pks[2], **how) == 3
    publish(1)
    served(hook)
    assert numbers(receiver.visits)[4:] == [1, 2, 3, 6]


def test_days_without_a_worker_cost_no_attempts(partner, receiver, clock):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = 500
    served(hook)
    clock.shift(10 * 86_400)
    served(hook)
    assert states(hook) == ["waiting"]
    assert 200 < wait_of(hook) < 400


def test_switched_on_again_the_three_days_begin_anew(partner, receiver, clock):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = 500
    for _ in range(9):
        served(hook)
        until_due(hook, clock)
    webhooks.switch_off(hook, by=partner, at=timezone.now())
    clock.shift(10 * 86_400)
    webhooks.switch_on(hook, by=partner, at=timezone.now())
    served(hook)
    assert (states(hook), Delivery.objects.get().tries) == (["waiting"], 1)


def test_what_is_switched_off_while_a_message_is_under_way_stays_so(partner, receiver):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    at = timezone.now()
    soon = at + 30 * SECOND
    assert deliveries.claim(hook.pk, "mine", at=at, until=soon)
    taken = deliveries.take(hook.pk, "mine", at=at, until=soon)
    webhooks.switch_off(hook, by=partner, at=at)
    deliveries.note(taken, "mine", Attempt(at, 410, "", 0.1), at=at)
    hook.refresh_from_db()
    assert (hook.disabled_why, due()) == ("asked", [])


def test_a_mail_that_does_not_go_goes_later(partner, receiver, clock, monkeypatch):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = 410
    served(hook)
    with monkeypatch.context() as broken:
        broken.setattr(mails.EmailMessage, "send", lambda _mail: (_ for _ in ()).throw(OSError()))
        served(hook)
    assert due() == []
    clock.shift(301)
    assert due() == [hook.pk]
    served(hook)
    assert len(mail.outbox) == 1


def test_one_worker_holds_a_webhook_and_a_lease_that_ends_passes_on(partner, receiver, clock):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    soon = timezone.now() + 30 * SECOND
    assert deliveries.claim(hook.pk, "first", at=timezone.now(), until=soon)
    assert not deliveries.claim(hook.pk, "second", at=timezone.now(), until=soon)
    taken = deliveries.take(hook.pk, "first", at=timezone.now(), until=soon)
    assert (due(), served(hook)) == ([], 0)
    clock.shift(31)
    assert served(hook) == 1
    late = Attempt(timezone.now(), 500, "", 0.1)
    deliveries.note(taken, "first", late, at=timezone.now())
    assert states(hook) == ["delivered"]
    assert deliveries.take(hook.pk, "first", at=timezone.now(), until=soon) is None


def test_a_test_is_tried_once_ahead_of_what_waits_even_when_switched_off(partner, receiver, clock):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    receiver.answers["/"] = 500
    served(hook)
    how = {"by": partner, "at": timezone.now()}
    tested = webhooks.test(hook, **how)
    assert served(hook) == 1
    tested.refresh_from_db()
    assert (tested.state, tested.attempts[0]["status"]) == ("failed", 500)
    webhooks.switch_off(hook, **how)
    receiver.answers["/"] = 200
    tested = webhooks.test(hook, **how)
    assert due() == [hook.pk]
    assert served(hook) == 1
    tested.refresh_from_db()
    assert tested.state == "delivered"
    assert b'"type": "webhook.test"' in receiver.visits[-1]["body"]


def test_without_a_key_that_keeps_webhooks_nothing_is_sent_and_nothing_lost(
    partner, receiver, administrator
):
    hook, _ = hook_of(partner, receiver.url())
    publish(1)
    keys.revoke(ApiKey.objects.get(), by=administrator, at=timezone.now())
    assert (due(), served(hook), receiver.visits) == ([], 0, [])
    how = {"by": administrator, "at": timezone.now()}
    year = timezone.now() + datetime.timedelta(days=300)
    keys.make(partner, label="next", scopes=["webhooks"], expires_at=year, **how)
    assert served(hook) == 1


def test_pauses_grow_and_are_jittered():
    for failures, step in enumerate(deliveries.STEPS, start=1):
        found = {deliveries.pause(failures).total_seconds() for _ in range(50)}
        assert 0.8 * step <= min(found) < max(found) <= 1.2 * step
        assert len(found) > 40
    assert deliveries.pause(1000) <= 1.2 * datetime.timedelta(seconds=deliveries.STEPS[-1])


def test_what_is_done_is_forgotten_after_90_days(partner, receiver, clock):
    hook, _ = hook_of(partner, receiver.url())
    publish(2)
    served(hook)
    assert deliveries.forget(timezone.now()) == 0
    clock.shift(91 * 86_400)
    assert deliveries.forget(timezone.now()) == 2
    publish(1)
    served(hook)
    assert numbers(receiver.visits) == [1, 2, 3]


def test_looking_costs_the_same_for_one_webhook_and_for_three(
    partner, receiver, django_assert_num_queries
):
    for count in (1, 3):
        while partner.webhooks.count() < count:
            hook_of(partner, receiver.url())
        publish(1)
        with django_assert_num_queries(3):
            assert len(due()) == count
