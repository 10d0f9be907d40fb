"""The public history of records and the list of corrections: complete, through the gate, unsigned at first."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.test import override_settings

from commitments import content
from commitments.actions import entry, people, removal, review
from commitments.choices import UNQUOTED
from commitments.models import Change, Commitment
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2020, 5, 1, 12, tzinfo=datetime.UTC)


def words(answer):
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def later(days):
    return DAY + datetime.timedelta(days=days)


@pytest.fixture
def publish(editor, reviewer):
    """Publishes content of a record on a day: ``publish(record, 3, "correction", title="…")``."""

    def edit(record, day, reason="", **facts):
        at = later(day)
        before = {} if record._state.adding else content.read(record)
        proposed = before | facts
        submission = entry.enter(record, proposed=proposed, by=editor, at=at, reason=reason)
        review.submit(submission, by=editor, at=at)
        review.publish(submission, by=reviewer, at=at)
        return type(record).objects.get(pk=record.pk)

    return edit


@pytest.fixture
def pledge(publish):
    return publish(Commitment(), 0, **proposal(id="pledge", title="Build a centre"))


@pytest.fixture
def corrected(publish, pledge):
    """Wrong from the first day until the tenth, with another edit of it between."""
    again = publish(pledge, 5, "new_evidence", done_when="It stands.")
    return publish(again, 10, "correction", title="Build two centres")


def test_a_correction_says_what_stood_from_when_to_when_and_what_stands_now(client, corrected):
    text = words(client.get("/corrections/"))
    said = r"Build two centres Title Build a centre 1 May 2020 – 11 May 2020 Build two centres"
    assert re.search(said, text)
    assert "It stands." not in text  # new evidence is no correction


def test_a_correction_that_waits_for_review_is_not_listed(client, pledge, editor, reviewer):
    proposed = content.read(pledge) | {"title": "Secret"}
    held = entry.enter(pledge, proposed=proposed, by=editor, at=later(3), reason="correction")
    review.submit(held, by=editor, at=later(3))
    for address in ("/corrections/", "/history/commitment/pledge/"):
        assert "Secret" not in words(client.get(address))
    review.publish(held, by=reviewer, at=later(3))
    for address in ("/corrections/", "/history/commitment/pledge/"):
        assert "Secret" in words(client.get(address))


@pytest.fixture
def merged(publish, corrected, manager):
    """A duplicate of the corrected pledge, as it was before it was merged into that."""
    double = publish(Commitment(), 11, **proposal(id="double", title="The same twice"))
    removal.merge(double, corrected, by=manager, at=later(12), reason="Entered twice.")
    corrected.refresh_from_db()
    return double


def test_a_merge_is_listed_with_what_stood_twice_and_where_it_is_now(client, corrected, merged):
    page = client.get("/corrections/")
    text = words(page)
    assert "all of it The same twice" in text
    assert "Summary It will be done." in text
    assert re.search(
        r"12 May 2020 – 13 May 2020 It stood twice\. It is part of this now: Build two", text
    )
    assert 'href="/history/commitment/pledge/"' in page.content.decode()
    assert text.count("all of it") == 1  # in the survivor nothing but its lists has changed


def test_what_a_merge_moved_is_no_correction(client, pledge, manager):
    """Its history tells of it; the twin: where it stood twice is listed."""
    double = make.whole_commitment()
    make.sourced_report(commitment=double)
    removal.merge(double, pledge, by=manager, at=later(2), reason="Entered twice.")
    page = client.get("/corrections/")
    assert page.content.decode().count('<tbody id="change-') == 1
    assert "It stood twice." in words(page)
    assert "updated, version 2, correction Entered twice." in words(
        client.get("/history/commitment/pledge/")
    )


def test_a_retraction_is_listed_with_what_was_shown_from_when_to_when(
    client, corrected, merged, manager
):
    removal.retract(corrected, by=manager, at=later(20), reason="Never promised.")
    text = words(client.get("/corrections/"))
    assert "all of it Build two centres" in text
    assert "Done when It stands." in text
    assert re.search(r"1 May 2020 – 21 May 2020 Withdrawn: Never promised\.", text)
    assert "Title Build a centre 1 May 2020 – 11 May 2020 Build two centres" in text
    assert "It is part of pledge now." in text  # which has no page any more
    for address in ("/history/commitment/pledge/", "/commitments/pledge/"):
        gone = client.get(address)
        assert gone.status_code == 410
        assert "centre" not in gone.content.decode()


def test_words_that_were_withheld_stand_nowhere(client, corrected, merged, manager, publish):
    report = make.sourced_report(commitment=corrected, summary="It is a lie.")
    report = publish(report, 14, "correction", summary="It is libel.")
    removal.retract(report, by=manager, at=later(15), reason="Wrong.")
    assert "It is libel." in words(client.get("/corrections/"))
    removal.retract(corrected, by=manager, at=later(20), reason="Libel.", act=UNQUOTED)
    text = words(client.get("/corrections/"))
    assert text.count("not told") >= 4
    for said in ("centre", "The same twice", "It stands.", "libel.", "lie"):
        assert said not in text
    assert "Withdrawn: Libel." in text


def test_the_list_of_corrections_asks_as_often_for_many_that_were_taken_back(
    client, publish, manager, django_assert_num_queries
):
    for number in range(3):
        one, two = (publish(Commitment(), 1, **proposal(id=f"{n}-{number}")) for n in "ab")
        removal.merge(one, two, by=manager, at=later(2), reason="Twice")
        removal.retract(publish(Commitment(), 1, **proposal(id=f"c-{number}")), by=manager,
                        at=later(3), reason="Wrong")  # fmt: skip
        with django_assert_num_queries(15):
            client.get("/corrections/")


def test_what_was_never_public_is_told_nowhere_and_a_lost_source_by_its_name_only(
    client, publish, pledge, manager
):
    hidden, lost = Source(), make.SourceFactory(slug="lost", title="Lost title")
    held = {"id": "hidden", "title": "Hidden title", "publisher": "P", "authors": [], "url": "",
            "published_on": None, "kind": "news", "language": "en", "archived_url": ""}  # fmt: skip
    entry.enter(hidden, proposed=held, by=manager, at=later(1))
    cites = content.read(pledge)["citations"]
    added = [{"source": slug, "locator": f"place {slug}"} for slug in ("hidden", "lost")]
    publish(pledge, 2, "correction", citations=sorted(cites + added, key=lambda c: c["source"]))
    for address in ("/corrections/", "/history/commitment/pledge/"):
        text = words(client.get(address))
        assert "Lost title (lost) · place lost" in text
        assert "idden" not in text
    removal.retract(lost, by=manager, at=later(3), reason="Forged")
    for address in ("/corrections/", "/history/commitment/pledge/"):
        text = words(client.get(address))
        assert "lost" in text
        assert "Lost title" not in text
        assert "place lost" not in text


def test_every_kind_of_record_has_its_history(client, record):
    for address in (
        "summit/2014-the-hague",
        "party/CHN",
        "theme/capacity-building",
        "participation/2014-the-hague~CHN",
        "document/2014-communique",
        "source/wikipedia-2010-summit",
    ):
        assert "published, version 1" in words(client.get(f"/history/{address}/")), address
    report = Change.objects.filter(record_type="progress_report").first()
    assert client.get(f"/history/progress-report/{report.record_id}/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["commitment/nosuch", "nosuch/pledge", "progress-report/1", "progress_report/1", "party/china"],
)
def test_what_is_no_record_has_no_history(client, pledge, address):
    assert client.get("/history/commitment/pledge/").status_code == 200
    assert client.get(f"/history/{address}/").status_code == 404


def test_the_history_of_a_renamed_record_has_moved(client, pledge, manager):
    removal.rename(pledge, slug="renamed", by=manager, at=later(1), reason="A better name.")
    answer = client.get("/history/commitment/pledge/")
    assert (answer.status_code, answer["Location"]) == (301, "/history/commitment/renamed/")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("none", ""),
        ("role", "written by contributor, reviewed by reviewer"),
        ("initials", "written by E. M., reviewed by R."),
    ],
)
def test_names_are_public_only_as_the_setting_says(client, corrected, editor, way, said):
    editor.first_name, editor.last_name = "Erika", "Muster"
    editor.save()
    for address in ("/history/commitment/pledge/", "/commitments/pledge/"):
        with override_settings(HISTORY_NAMES=way):
            text = words(client.get(address))
        assert said in text
        assert ("written by" in text) == bool(said)
        assert "rika" not in text
        assert "uster" not in text


def test_another_way_to_sign_makes_old_copies_stale(client, corrected):
    before = client.get("/history/commitment/pledge/")["ETag"]
    with override_settings(HISTORY_NAMES="role"):
        assert client.get("/history/commitment/pledge/")["ETag"] != before


@pytest.mark.parametrize(("way", "moves"), [("none", False), ("role", True), ("initials", True)])
def test_a_copy_is_stale_once_who_wrote_is_called_otherwise(
    client, corrected, editor, administrator, way, moves
):
    """The ETag covers the answer: an account's name and role stand in it, if the setting says so."""
    with override_settings(HISTORY_NAMES=way):
        before = client.get("/history/commitment/pledge/")["ETag"]
        editor.last_name = "Muster"
        how = {"roles": Group.objects.filter(name="reviewer"), "parties": [], "at": later(20)}
        people.change(editor, by=administrator, **how)
        assert (client.get("/history/commitment/pledge/")["ETag"] != before) is moves


@pytest.mark.parametrize("way", ["none", "role", "initials"])
@pytest.mark.walk
def test_long_histories_are_paged_and_ask_as_often(
    client, publish, pledge, way, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("commitments.site.history.EDITS", 3)
    publish(pledge, 1, "correction", title="Title 1")
    publish(pledge, 2, "correction", title="Title 2")
    asked = {"none": 13, "role": 15, "initials": 13}[way]
    for number in range(3, 6):
        with override_settings(HISTORY_NAMES=way), django_assert_num_queries(asked):
            client.get("/history/commitment/pledge/")
        with override_settings(HISTORY_NAMES=way), django_assert_num_queries(asked - 2):
            client.get("/corrections/")
        publish(pledge, number, "correction", title=f"Title {number}")
    assert "Title 1" not in words(client.get("/history/commitment/pledge/"))
    assert "Title 1" in words(client.get("/history/commitment/pledge/?page=2"))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_that_was_corrected_is_shown_as_text(client, publish, pledge, text):
    publish(publish(pledge, 1, title=text), 2, "correction", title="Mended")
    for address in ("/corrections/", "/history/commitment/pledge/"):
        page = client.get(address).content.decode()
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<img" not in page


def test_a_language_that_was_corrected_is_called_by_its_name(client, publish):
    held = {"id": "talk", "title": "A talk", "publisher": "P", "authors": [], "url": "",
            "published_on": None, "kind": "news", "language": "en", "archived_url": ""}  # fmt: skip
    publish(publish(Source(), 1, **held), 2, "correction", language="fr")
    assert "English → French" in words(client.get("/history/source/talk/"))
    assert "Anglais → Français" in words(client.get("/fr/history/source/talk/"))
