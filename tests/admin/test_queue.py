"""The review queue: what a row tells, by what it is narrowed, and what it asks of the database."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from commitments.actions import entry, removal, review
from commitments.models import Commitment, ProgressReport, Revision, Submission
from summits.models import Document, Participation, Source
from tests.actions.proposals import submitted
from tests.admin.conftest import pledge_content, signed_in
from tests.admin.test_lists import DOCUMENT, PARTICIPATION, REPORT_CONTENT, asked
from tests.ground import SOURCE
from tests.test_worklist import on_sqlite

QUEUE = "/admin/commitments/submission/"


def part(code, role="lead"):
    return {"party": code, "role": role, "joined_on": None, "left_on": None}


def rows(client, query=""):
    return client.get(f"{QUEUE}?{query}").context["cl"].result_list


def found(client, query):
    """The submissions in review that a query leaves."""
    return {one.pk for one in rows(client, f"state__exact=in_review&{query}")}


@pytest.fixture
def waiting(centre, editor, public):
    """One submission in review of each kind that an editor drafts, by what it is."""
    at = timezone.now()
    report = REPORT_CONTENT | {"commitment": centre.slug}
    about_part = report | {"id": str(uuid.uuid4()), "party": "CHN"}
    about_whole = report | {"id": str(uuid.uuid4())}
    shared = pledge_content(id="both", title="Both", parts=[])
    shared["parties"] = [part("USA"), part("CHN", "partner")]
    drafts = {
        "change": (centre, pledge_content(title="Build two centres")),
        "new": (Commitment(), pledge_content(id="usa-only", parties=[part("USA")], title="Ours")),
        "shared": (Commitment(), {k: v for k, v in shared.items() if k != "parts"}),
        "part": (ProgressReport(id=about_part["id"]), about_part),
        "whole": (ProgressReport(id=about_whole["id"]), about_whole),
        "participation": (Participation(), PARTICIPATION | {"party": "USA"}),
        "document": (Document(), DOCUMENT | {"id": "d", "parties": [part("USA", "subscriber")]}),
        "source": (Source(), SOURCE | {"id": "s", "url": "https://example.org/s", "title": "Näh"}),
    }
    return {name: submitted(editor, at, draft).pk for name, draft in drafts.items()}


def names(waiting, pks):
    return {name for name, pk in waiting.items() if pk in pks}


def test_the_queue_is_narrowed_to_a_country(waiting, as_reviewer):
    assert names(waiting, found(as_reviewer, "party=CHN")) == {"change", "shared", "part", "whole"}
    assert names(waiting, found(as_reviewer, "party=USA")) == {
        "new",
        "shared",
        "participation",
        "document",
    }
    assert found(as_reviewer, "party=") == set(waiting.values())
    for unknown in ("XXX", "chn", '"', "%"):
        assert found(as_reviewer, f"party={unknown}") == set()


def test_a_report_is_found_by_the_country_after_its_pledge_was_renamed(
    waiting, as_reviewer, centre, manager
):
    removal.rename(
        centre, slug="chn-2010-renamed", by=manager, at=timezone.now(), reason="A better name."
    )
    assert waiting["whole"] in found(as_reviewer, "party=CHN")
    [row] = [one for one in rows(as_reviewer) if one.pk == waiting["whole"]]
    assert row.inside.parties == ["China"]


def test_the_queue_is_narrowed_to_a_kind_of_record(waiting, as_reviewer):
    for kind, wanted in (
        ("commitment", {"change", "new", "shared"}),
        ("progress_report", {"part", "whole"}),
        ("source", {"source"}),
        ("summit", set()),
        ("nosuch", set()),
    ):
        assert names(waiting, found(as_reviewer, f"kind={kind}")) == wanted


def test_a_row_tells_kind_country_author_and_age(waiting, as_reviewer):
    [row] = [one for one in rows(as_reviewer) if one.pk == waiting["shared"]]
    assert row.inside.names == ["commitment: Both"]
    assert row.inside.kinds == ["commitment"]
    assert row.inside.parties == ["United States", "China"]
    page = as_reviewer.get(QUEUE).content.decode()
    for said in ("United States, China", "erika", "0\xa0minutes ago", "progress report"):
        assert said in page


def test_what_a_country_is_found_by_is_what_its_rows_show(waiting, as_reviewer):
    shown = {one.pk: one.inside.parties for one in rows(as_reviewer, "state__exact=in_review")}
    for code, name in (("CHN", "China"), ("USA", "United States")):
        assert found(as_reviewer, f"party={code}") == {
            pk for pk, one in shown.items() if name in one
        }


def test_the_queue_is_searched_by_what_is_in_it(waiting, as_reviewer):
    for words, wanted in (
        ("two+centres", {"change"}),
        ("CENTRES+erika", {"change"}),
        ("näh", {"source"}),
        ("example.org/s", {"source"}),
        ("begun", {"part", "whole"}),
        ("nosuch", set()),
    ):
        assert names(waiting, found(as_reviewer, f"q={words}")) == wanted


def test_filters_keep_one_another(waiting, as_reviewer):
    page = as_reviewer.get(f"{QUEUE}?turn=review&kind=commitment&q=two&party=CHN").content.decode()
    for name, value in (("turn", "review"), ("kind", "commitment"), ("q", "two")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert '<option value="CHN" selected>China</option>' in page


def test_who_has_waited_longest_comes_first(waiting, as_reviewer, as_editor):
    early = timezone.now() - timedelta(days=9)
    Submission.objects.filter(pk=waiting["source"]).update(submitted_at=early)
    assert rows(as_reviewer, "turn=review")[0].pk == waiting["source"]
    assert "waiting for me" in as_reviewer.get(QUEUE).content.decode()
    assert "waiting for me" not in as_editor.get(QUEUE).content.decode()


def fill(editor, numbers):
    """Submissions of a pledge with a report and a new source, in review."""
    for i in numbers:
        cited = [{"source": f"source-{i}", "locator": ""}]
        pledge = pledge_content(id=f"chn-2010-{i}", citations=cited)
        report = REPORT_CONTENT | {"id": str(uuid.uuid4()), "commitment": pledge["id"]}
        new = SOURCE | {"id": f"source-{i}", "url": f"https://example.org/{i}"}
        given = {"proposed": pledge, "new_sources": [new], "new_reports": [report]}
        submission = entry.enter(Commitment(), **given, by=editor, at=timezone.now())
        review.submit(submission, by=editor, at=timezone.now())


def test_the_queue_asks_no_more_for_fifty_rows_than_for_one(public, editor, reviewer):
    client = signed_in(reviewer)
    client.get("/admin/")
    fill(editor, [0])
    addresses = [f"{QUEUE}?turn=review", f"{QUEUE}?kind=source&party=CHN&q=centre"]
    one = [asked(client, address) for address in addresses]
    fill(editor, range(1, 50))
    fifty = [asked(client, address) for address in addresses]
    assert len(rows(client, "turn=review")) == 50
    assert (one, fifty) == ([14, 14], [14, 14])


@on_sqlite
def test_the_first_page_is_read_without_sorting_all(public):
    assert "TEMP B-TREE" not in Submission.objects.all()[:50].explain()


def test_a_load_is_found_by_its_name_and_not_by_all_that_is_in_it(as_reviewer, public, editor):
    fill(editor, [0])
    hers = Submission.objects.get(author=editor)
    load = Submission.objects.create(
        state="published",
        origin="package of all",
        created_at=timezone.now(),
        edited_at=timezone.now(),
    )
    copies = list(hers.revisions.all())
    for copy in copies:
        copy.pk, copy.submission = None, load
    Revision.objects.bulk_create(copies)
    found = {
        query: {one.pk for one in rows(as_reviewer, query)} & {hers.pk, load.pk}
        for query in ("q=centre", "party=CHN", "q=package", "kind=source")
    }
    assert found == {
        "q=centre": {hers.pk},
        "party=CHN": {hers.pk},
        "q=package": {load.pk},
        "kind=source": {hers.pk, load.pk},
    }


def test_a_large_submission_is_told_by_its_kinds(public, as_reviewer, monkeypatch):
    monkeypatch.setattr("commitments.admin.queue.MOST_READ", 1)
    china, theme, _summit, _source, states = Submission.objects.order_by("pk")[:5]
    for one in (china, theme):
        one.revisions.update(submission=states)
    [row] = [one for one in rows(as_reviewer) if one.pk == states.pk]
    assert row.inside.kinds == ["2 × party", "theme"]
    assert "more than 1 records" in as_reviewer.get(QUEUE).content.decode()
