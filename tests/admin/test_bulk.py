"""Publishing what is safe from the queue: what is told beforehand, what becomes public, what stays."""

import pytest
from django.utils import timezone

from commitments.actions import bulk, removal, review
from commitments.models import AuditEntry, Change, Commitment, Link, Partner, Submission
from summits.models import Source
from tests.actions.proposals import submitted
from tests.admin.conftest import pledge_content, signed_in
from tests.ground import make_public

pytestmark = pytest.mark.once

QUEUE = "/admin/commitments/submission/"
PUBLISH = f"{QUEUE}publish-safe/"


@pytest.fixture
def known(editor):
    """The editor, whose first ten edits are published."""
    at = timezone.now()
    facts = {"author": editor, "state": "published", "created_at": at, "edited_at": at}
    Submission.objects.bulk_create(Submission(four_eyes_waived=True, **facts) for _ in range(10))
    return editor


def draft(slug, **facts):
    return (Commitment(), pledge_content(id=slug, **({"title": f"Pledge of {slug}"} | facts)))


@pytest.fixture
def two(known, public):
    """Two submissions in which there is nothing to look at twice."""
    return [
        submitted(known, timezone.now(), draft(slug, kind="joint")) for slug in ("fuel", "port")
    ]


def ask(client, *chosen):
    sent = {"action": "ask_to_publish", "_selected_action": [one.pk for one in chosen]}
    return client.post(QUEUE, sent)


def press(client, *chosen):
    return client.post(PUBLISH, {f"seen-{one.pk}": one.edits for one in chosen}, follow=True)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def reasons(answer):
    assert answer.context["safe"] == []
    return [reason for one in answer.context["unsafe"] for reason in one.reasons]


def test_what_is_safe_is_published_with_one_change_each(two, as_reviewer, reviewer):
    """R01: what is another's goes through."""
    before = Change.objects.count()
    page = ask(as_reviewer, *two)
    assert ([one.pk for one in page.context["unsafe"]], len(page.context["safe"])) == ([], 2)
    assert "Publish 2 submissions" in page.content.decode()
    assert not Commitment.objects.published().exists()
    assert Change.objects.count() == before
    assert told(press(as_reviewer, *two)) == [
        "2 submissions are published, and written to the list of changes."
    ]
    assert Commitment.objects.published().count() == 2
    assert Change.objects.count() == before + 2
    for one in two:
        one.refresh_from_db()
        assert (one.state, one.reviewer, one.four_eyes_waived) == ("published", reviewer, False)


def test_asking_leaves_no_trace(two, as_reviewer):
    audited = AuditEntry.objects.count()
    ask(as_reviewer, *two)
    assert AuditEntry.objects.count() == audited
    assert {one.state for one in Submission.objects.filter(pk__in=[o.pk for o in two])} == {
        "in_review"
    }


def test_what_fails_meanwhile_is_told_and_the_rest_is_published(two, known, as_reviewer):
    fuel, port = two
    ask(as_reviewer, *two)
    review.take_back(fuel, by=known, at=timezone.now())
    assert told(press(as_reviewer, *two)) == [
        "1 submission is published, and written to the list of changes.",
        "Not published: commitment: Pledge of fuel. It is not in review.",
    ]
    assert Commitment.objects.published().get().slug == "port"


def test_what_was_saved_since_it_was_shown_is_not_published(two, as_reviewer):
    Submission.objects.filter(pk=two[0].pk).update(edits=7)
    assert "has changed the submission since" in told(press(as_reviewer, *two))[1]
    Submission.objects.filter(pk=two[0].pk).delete()
    assert told(press(as_reviewer, two[0]))[0].endswith("It has been discarded meanwhile.")


def test_pressing_twice_publishes_once(two, as_reviewer, person):
    press(as_reviewer, *two)
    changes = Change.objects.count()
    assert told(press(as_reviewer, *two))[0].startswith("2 submissions are published")
    other = signed_in(person("rosa", "reviewer"))
    assert len(told(press(other, *two))) == 2
    assert Change.objects.count() == changes


def test_of_two_that_are_the_same_pledge_neither_is_published_unread(
    known, public, as_reviewer, reviewer
):
    pair = [submitted(known, timezone.now(), draft(s, title="Fuel bank")) for s in ("one", "two")]
    assert ask(as_reviewer, *pair).context["safe"] == []
    page = as_reviewer.get(f"{QUEUE}{pair[1].pk}/change/").content.decode()
    one = Commitment.objects.get(slug="one")
    assert f'href="/admin/commitments/commitment/{one.pk}/change/">It may be “one” again' in page
    told(press(as_reviewer, *pair))
    assert not Commitment.objects.published().exists()
    review.publish(pair[0], by=reviewer, at=timezone.now())
    assert "It may be “one” again: the" in told(press(as_reviewer, pair[1]))[0]


def test_of_two_changes_of_one_record_the_second_stays(known, centre, person, as_reviewer):
    at, other = timezone.now(), person("olga", "contributor")
    facts = {"author": other, "state": "published", "created_at": at, "edited_at": at}
    Submission.objects.bulk_create(Submission(four_eyes_waived=True, **facts) for _ in range(10))
    first = submitted(known, at, (centre, pledge_content(target_quantity="5", target_unit="labs")))
    second = submitted(other, at, (centre, pledge_content(themes=["ports"])))
    press(as_reviewer, first, second)
    assert "themes" not in Change.objects.latest("seq").fields
    assert reasons(ask(as_reviewer, second)) == [
        "The public version has changed since it was written."
    ]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"title": "Build two centres"}, "The wording of a public promise changes."),
        ({"target_date": "2020"}, "The target date moves from 2016 to 2020."),
    ],
)
def test_why_a_change_is_not_safe(known, centre, public, as_reviewer, facts, reason):
    make_public(public, (centre, pledge_content(target_date="2016")))
    changed = submitted(
        known, timezone.now(), (centre, pledge_content(**({"target_date": "2016"} | facts)))
    )
    assert reasons(ask(as_reviewer, changed)) == [reason]
    shown = as_reviewer.get(f"{QUEUE}{changed.pk}/change/").context["second_look"]
    assert [concern.sentence for concern in shown] == [reason]
    press(as_reviewer, changed)
    centre.refresh_from_db()
    assert centre.version == 2


def test_why_a_submission_is_not_safe(known, two, public, editor, as_reviewer, manager):
    source, at = Source.objects.get(), timezone.now()
    Link.objects.create(
        source=source, url=source.url, state="gone", checked_at=at, shown_at=at, next_check_at=at
    )
    assert "no longer answers" in reasons(ask(as_reviewer, two[0]))[0]
    Link.objects.all().delete()
    two[0].revisions.update(
        content=two[0].revisions.get().content | {"citations": []}
    )  # what publishing refuses
    assert reasons(ask(as_reviewer, two[0])) == [
        "“Pledge of fuel”: It needs at least one published source."
    ]
    review.send_back(two[0], by=manager, at=at, comment="Why?")
    assert reasons(ask(as_reviewer, two[0])) == ["It is not in review."]
    Submission.objects.filter(author=editor, state="published").delete()
    assert "among the first 10" in reasons(ask(as_reviewer, two[1]))[0]


def test_what_was_retracted_meanwhile_is_not_safe(known, centre, as_reviewer, manager):
    at = timezone.now()
    changed = submitted(known, at, (centre, pledge_content(themes=["ports"])))
    removal.retract(centre, by=manager, at=at, reason="Twice")
    assert "has been retracted meanwhile" in reasons(ask(as_reviewer, changed))[0]


@pytest.mark.parametrize("alone", [True, False])
def test_nobody_publishes_her_own_in_bulk(two, reviewer, as_reviewer, settings, alone):
    """R01: many at once are no way round the four eyes."""
    settings.ONE_PERSON = alone
    Submission.objects.filter(pk=two[0].pk).update(author=reviewer)
    own = "You submitted it yourself. Somebody else must publish it."
    assert reasons(ask(as_reviewer, two[0])) == [own]
    assert told(press(as_reviewer, two[0])) == [f"Not published: commitment: Pledge of fuel. {own}"]
    assert not Commitment.objects.published().exists()


def test_only_reviewers_publish_in_bulk(two, as_editor, person):
    other = signed_in(person("olga", "contributor"))
    for client in (as_editor, other):
        assert "ask_to_publish" not in client.get(QUEUE).content.decode()
        assert "safe" not in (ask(client, *two).context or {})
        assert client.post(PUBLISH, {f"seen-{two[0].pk}": 1}).status_code == 403
        assert client.get(PUBLISH).status_code == 403
    assert not Commitment.objects.published().exists()


def test_nothing_is_published_by_a_link_or_a_broken_form(two, as_reviewer):
    assert as_reviewer.get(PUBLISH).status_code == 302
    broken = {f"seen-{two[0].pk}": "x", "seen-٣": "1", f"seen-{'9' * 99}": "1", "seen-": ""}
    answer = as_reviewer.post(PUBLISH, broken, follow=True)
    assert told(answer) == ["Nothing was published: no submission was chosen."]
    assert as_reviewer.post(
        QUEUE, {"action": "ask_to_publish", "_selected_action": "x"}
    ).status_code in (200, 302)
    assert not Commitment.objects.published().exists()


def test_no_more_are_selected_than_a_page_holds(two, as_reviewer, monkeypatch):
    monkeypatch.setattr("commitments.admin.bulk.MOST", 1)
    answer = ask(as_reviewer, *two)
    assert answer.status_code == 302
    assert told(as_reviewer.get(QUEUE)) == ["Select at most 1 at a time."]


def test_a_partners_submission_is_not_safe(two, as_reviewer, reviewer):
    institute = Partner.objects.create(name="Institute", made_at=timezone.now())
    Submission.objects.filter(pk=two[0].pk).update(author=None, partner=institute)
    two[0].refresh_from_db()
    found = bulk.reasons_against(two[0], by=reviewer, at=timezone.now())
    assert found == ["It was sent by a partner: Institute."]
