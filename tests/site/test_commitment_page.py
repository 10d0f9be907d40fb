"""The page of one promise: the days it offers, where assessments differ, the history of its edits."""

import re

import pytest
from django.utils import timezone

from commitments import content
from commitments.actions import removal, review, standings
from tests import factories as make
from tests.site import printed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARK = re.compile(r'class="status status--(\w+)"')


def page(client, slug, **query):
    answer = client.get(f"/commitments/{slug}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def history(text):
    """The words of the history of edits."""
    found = text[text.index("History of edits") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


@pytest.fixture
def publish(editor, reviewer):
    """Publishes an edit of a record: ``publish(record, title="…")``."""

    def edit(record, **facts):
        at = timezone.now()
        submission = review.start(by=editor, at=at)
        proposed = content.read(record) | facts
        review.save_draft(record, proposed=proposed, by=editor, at=at, submission=submission)
        submission.refresh_from_db()
        review.submit(submission, by=editor, at=at)
        submission.refresh_from_db()
        review.publish(submission, by=reviewer, at=at)
        record.refresh_from_db()

    return edit


def test_parties_stand_by_role_and_then_by_name(client):
    pledge = make.whole_commitment(slug="many")
    pledge.parts.all().delete()
    for code, name, role in (
        ("DZA", "Algeria", "subscriber"),
        ("ARE", "United Arab Emirates", "subscriber"),
        ("DEU", "Germany", "lead"),
        ("CHE", "Switzerland", "lead"),
    ):
        party = make.PartyFactory(code=code, name=name)
        make.PartFactory(commitment=pledge, party=party, role=role)
    standings.refresh([pledge.pk])
    [who, *_others] = printed.tables(page(client, "many"))
    assert [row[0] for row in who[1]] == [
        "Germany",
        "Switzerland",
        "Algeria",
        "United Arab Emirates",
    ]
    listed = printed.tables(client.get("/commitments/").content.decode())[-1][1]
    assert listed[0][1] == "Germany, Switzerland and 2 more"


@pytest.mark.parametrize(("made_on", "offered"), [("2012-03-27", True), ("2012-03-28", False)])
def test_a_summits_day_is_offered_if_the_promise_was_made_by_then(client, made_on, offered):
    summit = make.SummitFactory()
    pledge = make.whole_commitment(slug="late", summit=summit, made_on=made_on)
    standings.refresh([pledge.pk])
    assert ("?as_of=2012-03-27" in page(client, "late")) == offered


@pytest.mark.parametrize(("day", "differ"), [("2015-01-01", True), ("2016-01-01", False)])
def test_only_parties_that_take_part_make_assessments_differ_as_the_api_says(client, day, differ):
    pledge = make.whole_commitment(slug="left")
    gone = make.PartFactory(commitment=pledge, role="partner", left_on="2015-06-01").party
    facts = {"commitment": pledge, "party": gone, "date": "2014-03-25"}
    make.sourced_report(**facts, status="completed", reported_by_name="A ministry")
    make.sourced_report(**facts, status="stalled", reported_by_name="A newspaper")
    standings.refresh([pledge.pk])
    data = client.get("/api/v1/commitments/left/", {"as_of": day}).json()
    assert data["assessments_differ"] == differ
    assert ("Assessments differ" in page(client, "left", as_of=day)) == differ


def test_what_cannot_be_judged_has_no_status_on_any_page(client):
    document = make.whole_document(slug="vague-text")
    pledge = make.whole_commitment(
        slug="vague", document=document, assessable=False, not_assessable_why="Too vague."
    )
    part = document.document_parties.get()
    make.PartFactory(commitment=pledge, party=part.party)
    make.sourced_report(commitment=pledge, status="completed")
    standings.refresh([pledge.pk])
    for path in ("/documents/vague-text/", "/commitments/vague/"):
        text = client.get(path).content.decode()
        table = text[text.index('<table class="stack') :].partition('<ol class="reports"')[0]
        assert set(MARK.findall(table.partition("What was reported")[0])) == {"not_assessable"}


def test_the_history_tells_what_an_edit_changed_in_words(client, publish):
    pledge = make.whole_commitment(slug="edited", title="Old title")
    publish(pledge, title="New title", done_when="It stands.")
    publish(
        pledge, title="Newer title", summary="A long story." + " A long story." * 11, kind="joint"
    )
    publish(pledge, summary="A long story. " * 11 + "A short one.")
    text = page(client, "edited")
    words = history(text)
    assert re.search(r"Title: New title → Newer title", words)
    assert re.search(r"<del>long</del>\s*<ins>short</ins>", text)
    assert "done_when" not in words
    assert "Done when" in words
    assert re.search(r"Kind: national → joint", words)


def test_the_history_keeps_the_edits_of_reports_through_a_rename_and_a_merge(
    client, manager, publish
):
    pledge, other = make.whole_commitment(slug="first"), make.whole_commitment(slug="second")
    report = make.sourced_report(commitment=pledge, status="in_progress")
    publish(report, summary="It goes on.")
    publish(report, status="stalled")
    removal.rename(pledge, slug="renamed", by=manager, at=timezone.now(), reason="A better name.")
    assert "in progress → stalled" in history(page(client, "renamed"))
    pledge.refresh_from_db()
    removal.merge(pledge, other, by=manager, at=timezone.now(), reason="Entered twice.")
    assert "in progress → stalled" in history(page(client, "second"))


def test_the_history_does_not_tell_what_a_retracted_report_said(client, manager, publish):
    pledge = make.whole_commitment(slug="open")
    report = make.sourced_report(commitment=pledge, reported_by_name="Somebody")
    publish(report, reported_by="Somebody")
    publish(report, reported_by="Somebody new")
    publish(report, reported_by="Somebody else")
    assert "Somebody else" in history(page(client, "open"))
    removal.retract(report, by=manager, at=timezone.now(), reason="It was wrong.")
    text = page(client, "open")
    assert "Somebody" not in text
    assert "progress report retracted" in history(text)


def test_the_history_leads_to_the_edits_it_does_not_show(client, publish, monkeypatch):
    monkeypatch.setattr("commitments.site.commitment.EDITS", 2)
    pledge = make.whole_commitment(slug="busy")
    for number in range(4):
        publish(pledge, title=f"Title {number}")
    text = page(client, "busy")
    assert "All of its history: 4 edits" in history(text)
    assert "Title 0" not in text
    whole = client.get("/history/commitment/busy/").content.decode()
    assert whole.count("commitment updated") == 4
    assert "Title 0" in whole


def test_the_history_asks_as_often_for_many_edits_as_for_one(
    client, publish, django_assert_num_queries
):
    pledge = make.whole_commitment(slug="busy")
    report = make.sourced_report(commitment=pledge)
    for number in range(4):
        publish(pledge, title=f"Title {number}")
        publish(report, status="stalled" if number % 2 else "completed")
        if number:
            with django_assert_num_queries(26):
                page(client, "busy")


def test_the_public_log_names_what_changed_in_words(client, publish):
    publish(make.whole_commitment(slug="logged"), done_when="It stands.")
    text = printed.words(client.get("/changes/").content.decode())
    assert "Commitment updated: done when" in text
    assert "done_when" not in text
