"""The change feed: nothing is missed or doubled, and whoever follows it has a true copy (F01 to F06)."""

import json
import random
from contextlib import suppress

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.signing import Signer
from django.db import DatabaseError, transaction
from django.utils import timezone

from commitments import columns
from commitments.actions import changes, checking, removal, returning, review
from commitments.actions.errors import Refused
from commitments.choices import ChangeAction
from commitments.content import read
from commitments.models import Change, Commitment, ProgressReport
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal, report_proposal, submitted
from tests.api.mirror import FEED, Mirror
from tests.api.reading import V1, body, faults, get, pages, problem_of
from tests.api.storm import ACTS, act, exported, seed, some

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return timezone.now()


def entries(client):
    return get(client, FEED)["results"]


def publish(editor, reviewer, at, *drafts, reason=""):
    submission = submitted(editor, at, *drafts)
    type(submission).objects.filter(pk=submission.pk).update(reason=reason)
    review.publish(submission, by=reviewer, at=at)


def test_an_empty_feed_ends_where_it_begins(client):
    answer = get(client, FEED)
    assert (answer["results"], answer["has_more"]) == ([], False)
    assert get(client, f"{FEED}?after={answer['next_cursor']}") == answer


def test_publishing_updating_merging_and_retracting_are_entries_with_their_addresses(
    client, editor, reviewer, manager, at
):
    """F06: which answer 200, 301 and 410."""
    stays = make.whole_commitment(slug="stays")
    pledge, content = Commitment(), proposal(id="first")
    publish(editor, reviewer, at, (pledge, content))
    publish(editor, reviewer, at, (pledge, content | {"title": "Newer"}), reason="rewording")
    (published, updated) = entries(client)
    assert published | {"cursor": "", "fields": []} == {
        "cursor": "", "type": "commitment", "id": "first", "action": "published", "reason": None,
        "note": None, "at": at.isoformat().replace("+00:00", "Z"), "version": 1,
        "url": f"{settings.SITE_URL}{V1}/commitments/first/", "fields": [], "commitment": None,
        "merged_into": None,
    }  # fmt: skip
    assert "title" in published["fields"]
    assert (updated["action"], updated["version"]) == ("updated", 2)
    assert (updated["fields"], updated["reason"]) == (["title"], "rewording")
    assert client.get(updated["url"]).status_code == 200
    removal.merge(pledge, stays, by=manager, at=at, reason="Entered twice.")
    merged = entries(client)[2]
    assert (merged["action"], merged["id"], merged["merged_into"]) == ("merged", "first", "stays")
    assert client.get(merged["url"]).status_code == 301
    stays.refresh_from_db()
    removal.retract(stays, by=manager, at=at, reason="Never promised.")
    gone = entries(client)[-1]
    assert (gone["action"], gone["id"], gone["merged_into"]) == ("retracted", "stays", None)
    assert (gone["reason"], gone["note"]) == ("correction", "Never promised.")
    assert problem_of(client.get(gone["url"]), 410)["tombstone"]["reason"] == "Never promised."


def test_a_renaming_tells_the_old_identifier_and_the_new(client, manager, at):
    removal.rename(
        make.whole_commitment(slug="old"), slug="new", by=manager, at=at, reason="A better name."
    )
    shown = [(e["action"], e["id"], e["merged_into"], e["fields"]) for e in entries(client)]
    assert shown == [("merged", "old", "new", []), ("updated", "new", None, ["id"])]


def test_a_report_names_its_commitment(client, editor, reviewer, at):
    pledge = make.whole_commitment(slug="pledge")
    publish(editor, reviewer, at, (ProgressReport(), report_proposal(pledge)))
    (entry,) = entries(client)
    assert (entry["type"], entry["commitment"]) == ("progress_report", "pledge")


def test_drafts_reviews_and_roles_leave_no_entry(client, editor, reviewer, at, person):
    """F05: what is not public leaves no trace."""
    submission = submitted(editor, at, (Commitment(), proposal()))
    review.send_back(submission, by=reviewer, at=at, comment="Look again.")
    person("nora", "managing editor")
    assert entries(client) == []


def test_fields_are_fields_that_readers_see(client, editor, reviewer, at):
    """F05: no field is named that is not public."""
    pledge = make.whole_commitment()
    publish(editor, reviewer, at, (Commitment(), proposal()))
    publish(editor, reviewer, at, (ProgressReport(), report_proposal(pledge)))
    for entry in entries(client):
        table = columns.BY_TYPE[entry["type"]]
        known = {column.name for column in table.columns} | {"parties", "citations", "checks"}
        assert set(entry["fields"]) <= known


def test_a_citation_that_appears_or_vanishes_with_its_source_is_an_entry(
    client, editor, reviewer, manager, at
):
    pledge = make.whole_commitment(slug="pledge")
    source, draft = pledge.citations.get().source, Source()
    written = read(make.SourceFactory.build(slug="second"))
    submission = submitted(editor, at, (draft, written))
    make.CitationFactory(commitment=pledge, source=Source.objects.get(slug="second"))
    review.publish(submission, by=reviewer, at=at)
    removal.retract(source, by=manager, at=at, reason="Forged")
    source.refresh_from_db()
    back = returning.bring_back(source, by=editor, at=at)
    review.submit(back, by=editor, at=at)
    review.publish(back, by=reviewer, at=at)
    shown = [(e["action"], e["id"], e["fields"], e["version"]) for e in entries(client)]
    assert shown[1] == ("updated", "pledge", ["citations"], 1)
    assert shown[2][:2] == ("retracted", source.slug)
    assert shown[3] == ("updated", "pledge", ["citations"], 1)
    assert shown[4][:2] == ("published", source.slug)
    assert shown[5] == ("updated", "pledge", ["citations"], 1)


# --- the cursor ---


@pytest.fixture
def twelve(at):
    """Twelve changes of one moment, one that is rolled back among them."""
    for number in range(12):
        event = changes.Event(ChangeAction.PUBLISHED, make.ThemeFactory(slug=f"t-{number}"))
        changes.record_changes([event], at=at)
        with suppress(DatabaseError), transaction.atomic():
            changes.record_changes([event], at=at)
            raise DatabaseError


@pytest.mark.parametrize("limit", [1, 5, 12, 1000])
def test_each_change_comes_once_whatever_the_limit(client, twelve, limit):
    """F03: of one moment, with some rolled back between them."""
    mirror = Mirror(lambda path: (200, json.loads(body(client.get(path)))))
    mirror.catch_up(limit)
    assert [path.split("/")[-2] for path in mirror.rows] == [f"t-{n}" for n in range(12)]
    assert len(set(mirror.seen)) == len(mirror.seen) == 12
    again = get(client, f"{FEED}?after={mirror.cursor}")
    assert again == {"results": [], "next_cursor": mirror.cursor, "has_more": False}
    assert mirror.seen[-1] == mirror.cursor


def test_the_cursor_of_any_change_is_a_place_to_go_on_from(client, twelve):
    found = entries(client)
    rest = get(client, f"{FEED}?after={found[6]['cursor']}")["results"]
    assert rest == found[7:]


def test_a_cursor_at_the_end_stays_valid_while_others_write(client, at):
    """F04: it never repeats and never skips."""
    cursor, got = get(client, FEED)["next_cursor"], []
    for number in range(40):
        if number % 4 == 0:
            theme = make.ThemeFactory()
            changes.record_changes([changes.Event(ChangeAction.PUBLISHED, theme)], at=at)
        page = get(client, f"{FEED}?after={cursor}")
        got += [entry["cursor"] for entry in page["results"]]
        cursor = page["next_cursor"]
    assert got == [entry["cursor"] for entry in entries(client)]
    assert len(got) == 10


def test_a_cursor_of_our_making_only_is_followed(client, twelve):
    good = entries(client)[3]["cursor"]
    pledges = [make.whole_commitment() for _ in range(2)]
    other = get(client, f"{V1}/commitments/?page_size=1")["next"].partition("cursor=")[2]
    forged = Signer(salt="another").sign_object(["", 1])
    for bad in ("x", "%20", "3", good[:-1], good[1:], f"A{good[1:]}", good[:9], other, forged):
        if bad != good:
            assert faults(client, f"{FEED}?after={bad}") == [("after", "invalid")], bad
    assert faults(client, f"{FEED}?after=") == [("after", "invalid")]
    assert faults(client, f"{FEED}?after={good}&after={good}") == [("after", "repeated")]
    assert len(pledges) == 2


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "1e2", "٣", "", "9" * 30])
def test_a_limit_is_a_plain_number(client, limit):
    assert faults(client, f"{FEED}?limit={limit}") == [("limit", "invalid")]


def test_all_that_is_wrong_is_said_at_once(client):
    found = faults(client, f"{FEED}?limit=0&after=x&since=1")
    assert found == [("since", "unknown"), ("limit", "invalid"), ("after", "invalid")]


def test_after_a_restoration_every_cursor_is_refused(client, twelve):
    start, later = get(client, f"{FEED}?limit=1"), entries(client)[-1]["cursor"]
    call_command("restart_feed")
    for cursor in (start["next_cursor"], later):
        assert faults(client, f"{FEED}?after={cursor}") == [("after", "resync")]
    assert len(entries(client)) == 12


def test_a_cursor_beyond_the_end_shows_that_changes_were_lost(client, twelve):
    later = entries(client)[-1]["cursor"]
    changes.FeedHead.objects.update(seq=5)
    assert faults(client, f"{FEED}?after={later}") == [("after", "resync")]


# --- asking again ---


def test_a_sync_without_news_is_one_empty_304(client, twelve, at, django_assert_num_queries):
    answer = client.get(FEED)
    path = f"{FEED}?after={answer.json()['next_cursor']}"
    # the first time the date tells that there is no news, from then on the ETag too
    by_date = {"If-Modified-Since": answer["Last-Modified"]}
    with django_assert_num_queries(3):
        assert client.get(path, headers=by_date).status_code == 304
    by_tag = {"If-None-Match": client.get(path)["ETag"]}
    with django_assert_num_queries(1):
        again = client.get(path, headers=by_tag)
    assert (again.status_code, again.content) == (304, b"")
    # news of the same second is news
    event = changes.Event(ChangeAction.PUBLISHED, make.ThemeFactory())
    changes.record_changes([event], at=at)
    for headers in (by_date, by_tag, by_date | by_tag):
        assert len(get(client, path, headers=headers)["results"]) == 1


# --- a copy ---


def test_the_real_record_can_be_copied(client, record):
    found = []
    cursor = None
    while True:
        page = get(client, f"{FEED}?limit=1000" + (f"&after={cursor}" if cursor else ""))
        found += page["results"]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    assert len(found) == Change.objects.count() > 2000
    told = {(entry["type"], entry["id"]) for entry in found}
    listed = {
        (table.record_type, row["id"])
        for table in columns.TABLES
        for row in pages(client, f"{V1}/{table.name.replace('_', '-')}/?page_size=1000")
    }
    assert told == listed


@pytest.mark.walk
@pytest.mark.once  # with PostgreSQL the storm of the feed tries the same, all at once
def test_whoever_follows_the_feed_has_a_true_copy(client, editor, reviewer, manager):
    def fetch(path):
        answer = client.get(path)
        return answer.status_code, json.loads(body(answer)) if body(answer) else None

    chance = random.Random(7)  # noqa: S311
    people = (editor, reviewer, manager)
    seed()
    for _ in range(4):
        act("publish", people, chance)
    done, mirror, late = set(), Mirror(fetch), Mirror(fetch)
    mirror.catch_up()
    for _ in range(45):
        name = chance.choice([*ACTS])
        try:
            act(name, people, chance)
            done.add(name)
        except Refused:
            pass
        if chance.random() < 0.4:
            mirror.step(chance.randint(1, 3))
    checking.record_check(some(chance, Commitment), where="Archive", by=editor, at=timezone.now())
    mirror.catch_up(3)
    late.catch_up()
    assert done == set(ACTS)
    assert {"merged", "retracted", "updated"} <= set(
        Change.objects.values_list("action", flat=True)
    )
    assert mirror.rows == late.rows == exported(fetch)
