"""Webhooks in the admin: how they stand, the log with what was sent and answered, and sending again."""

import pytest
from django.utils import timezone

from commitments.models import AuditEntry, Delivery, Partner, Webhook
from tests.admin.conftest import signed_in
from tests.api.partners import key_of
from tests.webhooks.hooks import hook_of, numbers, publish, served

pytestmark = pytest.mark.django_db
LIST = "/admin/commitments/partner/"


@pytest.fixture
def partner(administrator):
    return key_of(administrator, "webhooks")[0].partner


@pytest.fixture
def as_administrator(administrator):
    return signed_in(administrator)


@pytest.fixture
def hook(partner, receiver):
    return hook_of(partner, receiver.url(), description="nightly copy")[0]


def page_of(hook):
    return f"{LIST}{hook.partner_id}/webhooks/{hook.pk}/"


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_partner_s_page_and_the_list_tell_how_webhooks_stand(as_administrator, hook, receiver):
    receiver.answers["/"] = 410
    publish(2)
    assert "nightly copy" in text_of(as_administrator, f"{LIST}{hook.partner_id}/change/")
    served(hook)
    shown = text_of(as_administrator, f"{LIST}{hook.partner_id}/change/")
    assert "its address answered that it is gone" in shown
    assert page_of(hook) in shown
    assert "1, 1 switched off" in text_of(as_administrator, LIST)


def test_the_log_shows_payload_and_answers_escaped(as_administrator, hook, receiver):
    receiver.answers["/"] = (500, {}, b"<script>alert(1)</script>")
    publish(1)
    served(hook)
    shown = text_of(as_administrator, page_of(hook))
    assert "theme.published" in shown
    assert "fails; tried again on" in shown
    one = text_of(as_administrator, f"{page_of(hook)}deliveries/{Delivery.objects.get().pk}/")
    assert "&lt;script&gt;alert(1)" in one
    assert "<script>alert" not in one
    assert "&quot;type&quot;: &quot;theme.published&quot;" in one
    assert "theme.published" not in text_of(as_administrator, f"{page_of(hook)}?state=delivered")


def test_a_webhook_is_tested_switched_off_and_on(as_administrator, hook, receiver):
    for act, expected in [("off", 302), ("off", 409), ("test", 302), ("test", 409), ("on", 302)]:
        assert as_administrator.post(page_of(hook), {"act": act}).status_code == expected, act
    assert as_administrator.post(page_of(hook), {"act": "explode"}).status_code == 400
    served(hook)
    assert b"webhook.test" in receiver.visits[0]["body"]
    kinds = AuditEntry.objects.filter(by_name="ada", kind__startswith="webhook").order_by("pk")
    assert [entry.kind for entry in kinds] == ["webhook_off", "webhook_tested", "webhook_on"]


def test_messages_are_sent_again_by_range_and_one_by_one(as_administrator, hook, receiver):
    """W12: what was sent or given up is replayed in its order."""
    publish(3)
    served(hook)
    first, second, third = Delivery.objects.order_by("seq")
    sent = {"act": "replay", "first": first.pk, "last": second.pk}
    assert as_administrator.post(page_of(hook), sent).status_code == 302
    served(hook)
    one = f"{page_of(hook)}deliveries/{third.pk}/"
    sent = {"act": "replay", "first": third.pk, "last": third.pk}
    assert as_administrator.post(one, sent).status_code == 302
    again = as_administrator.post(one, sent)
    assert again.status_code == 409
    assert "no such message" in again.content.decode()
    served(hook)
    assert numbers(receiver.visits) == [1, 2, 3, 1, 2, 3]
    wrong = as_administrator.post(page_of(hook), {"act": "replay", "first": 5, "last": 4})
    assert wrong.status_code == 400
    assert "not before the first" in wrong.content.decode()
    assert as_administrator.post(page_of(hook), {"act": "replay"}).status_code == 400


def test_the_webhook_of_another_partner_is_not_there(as_administrator, hook):
    other = Partner.objects.create(name="Other", contact="o@o.example", made_at=timezone.now())
    assert as_administrator.get(f"{LIST}{other.pk}/webhooks/{hook.pk}/").status_code == 404
    assert as_administrator.get(f"{LIST}999/webhooks/{hook.pk}/").status_code == 404
    assert as_administrator.get(f"{page_of(hook)}deliveries/999/").status_code == 404


def test_the_log_costs_the_same_for_one_and_for_three(
    as_administrator, hook, django_assert_num_queries
):
    for count in (1, 3):
        publish(count - Webhook.objects.get().position)
        served(hook)
        text_of(as_administrator, page_of(hook))
        with django_assert_num_queries(10):
            text_of(as_administrator, page_of(hook))
