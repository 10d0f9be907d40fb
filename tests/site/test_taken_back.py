"""A record from its publication to its return: what page, API, list, log and copies say at each step (R9)."""

import pytest
from django.utils import timezone

from commitments.actions import entry, removal, returning, review
from commitments.choices import UNQUOTED
from commitments.models import AuditEntry, Change, Commitment
from tests import factories as make
from tests.actions.proposals import proposal

pytestmark = pytest.mark.django_db
PAGES = ["/commitments/pledge/", "/api/v1/commitments/pledge/", "/history/commitment/pledge/"]
LISTS = ["/commitments/", "/api/v1/commitments/", "/api/v1/commitments/?format=csv"]


@pytest.fixture
def publish(editor, reviewer):
    def decide(submission):
        at = timezone.now()
        review.submit(submission, by=editor, at=at)
        review.publish(submission, by=reviewer, at=at)

    return decide


@pytest.fixture
def pledge(editor, publish):
    facts = proposal(id="pledge", title="A canary of a title")
    publish(entry.enter(Commitment(), proposed=facts, by=editor, at=timezone.now()))
    return Commitment.objects.get(slug="pledge")


def body(answer):
    joined = b"".join(answer) if answer.streaming else answer.content
    return joined.decode()


def statuses(client):
    return [client.get(address).status_code for address in PAGES]


def listed(client):
    return ["A canary of a title" in body(client.get(address)) for address in LISTS]


def test_a_retraction_shows_everywhere_at_once_and_so_does_the_return(
    client, pledge, manager, editor, publish
):
    assert (statuses(client), listed(client)) == ([200] * 3, [True] * 3)
    copies = {address: client.get(address)["ETag"] for address in LISTS}
    removal.retract(pledge, by=manager, at=timezone.now(), reason="Never promised.")
    assert (statuses(client), listed(client)) == ([410] * 3, [False] * 3)
    for address, copy in copies.items():
        assert client.get(address, headers={"if-none-match": copy}).status_code == 200
    held = returning.bring_back(pledge, by=editor, at=timezone.now())
    review.submit(held, by=editor, at=timezone.now())
    assert (statuses(client), listed(client)) == ([410] * 3, [False] * 3)  # only waits for review
    review.take_back(held, by=editor, at=timezone.now())
    held.refresh_from_db()
    publish(held)
    assert (statuses(client), listed(client)) == ([200] * 3, [True] * 3)


def test_a_merge_leads_to_the_survivor_until_it_is_undone(client, pledge, manager, editor, publish):
    survivor = make.whole_commitment(slug="survivor")
    removal.merge(pledge, survivor, by=manager, at=timezone.now(), reason="Twice")
    assert statuses(client) == [301] * 3
    assert client.get(PAGES[2])["Location"] == "/history/commitment/survivor/"
    publish(returning.bring_back(pledge, by=editor, at=timezone.now()))
    assert statuses(client) == [200] * 3


def test_every_public_step_is_one_entry_of_the_log_and_every_step_one_of_the_audit_log(
    pledge, manager, editor, publish
):
    removal.retract(pledge, by=manager, at=timezone.now(), reason="Never promised.")
    held = returning.bring_back(pledge, by=editor, at=timezone.now())
    publish(held)
    told = Change.objects.order_by("seq").values_list("action", "version")
    assert list(told) == [("published", 1), ("retracted", 2), ("published", 3)]
    moves = AuditEntry.objects.filter(target_key=str(held.pk), target_type="submission")
    assert list(moves.order_by("pk").values_list("before", "after", "by__username")) == [
        ("", "draft", "erika"),
        ("draft", "in_review", "erika"),
        ("in_review", "published", "rafael"),
    ]


def test_an_editors_corrections_of_what_is_lost_come_to_light_again_with_it(
    client, pledge, manager, editor, publish
):
    proposed = proposal(id="pledge", title="Mended")
    publish(
        entry.enter(pledge, proposed=proposed, by=editor, at=timezone.now(), reason="correction")
    )
    assert "A canary of a title" in body(client.get("/corrections/"))
    pledge.refresh_from_db()
    removal.retract(pledge, by=manager, at=timezone.now(), reason="Libel.", act=UNQUOTED)
    assert "A canary of a title" not in body(client.get("/corrections/"))
    publish(returning.bring_back(pledge, by=editor, at=timezone.now()))
    assert "A canary of a title" in body(client.get("/corrections/"))
