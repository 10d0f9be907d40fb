"""An editor enters pledges: one screen, one submission, and nothing public."""

import uuid

import pytest

from commitments.actions import revisions
from commitments.models import Change, Commitment, FormerSlug, ProgressReport, Revision, Submission
from summits.models import Document, Party, Source, Summit, Theme
from tests.admin.conftest import (
    ADD,
    NEW_SOURCE,
    REPORT,
    edit_url,
    errors,
    last_submission,
    pk,
    pledge_form,
    rows,
)

pytestmark = pytest.mark.once

SLUG = "chn-2010-train-two-thousand-people"


def test_a_pledge_with_a_report_and_a_new_source_is_one_submission(as_editor, editor):
    changes = Change.objects.count()
    answer = as_editor.post(ADD, pledge_form(reports=[REPORT], _submit="1"))
    assert answer.status_code == 302, errors(answer)
    submission = Submission.objects.get(author=editor)
    assert submission.state == "in_review"
    assert sorted(r.record_type for r in submission.revisions.all()) == [
        "commitment",
        "progress_report",
        "source",
    ]
    pledge = Commitment.objects.get(slug=SLUG)
    assert pledge.version == 0
    source = Source.objects.get(url="https://example.org/second")
    assert source.slug == "example-2012-second-source"
    report = ProgressReport.objects.get(commitment=pledge)
    assert [c.source for c in report.citations.all()] == [source]
    assert Change.objects.count() == changes


def test_a_reviewer_publishes_what_an_editor_submitted(as_editor, as_reviewer):
    as_editor.post(ADD, pledge_form(reports=[REPORT], _submit="1"))
    submission = Submission.objects.latest("pk")
    seen = {"seen_edits": submission.edits}
    answer = as_reviewer.post(f"/admin/commitments/submission/{submission.pk}/publish/", seen)
    assert answer.status_code == 302
    pledge = Commitment.objects.published().get(slug=SLUG)
    assert [part.party.code for part in pledge.parts.all()] == ["CHN"]
    assert [(c.action, c.record_type) for c in Change.objects.order_by("seq")][-3:] == [
        ("published", "source"),
        ("published", "commitment"),
        ("published", "progress_report"),
    ]
    assert pledge.standings.filter(party=None, status="in_progress").exists()


@pytest.mark.parametrize("button", ["_save", "_submit"])
def test_a_pledge_sent_twice_is_one(as_editor, button):
    """R06: by a second press or a way back in the browser; the next pledge is another."""
    form = pledge_form(**{button: "1"})
    assert as_editor.post(ADD, form).status_code == 302
    again = as_editor.post(ADD, form)
    assert any("is taken" in error for error in errors(again))
    assert again.context["adminform"].form["title"].value() == form["title"]
    assert Commitment.objects.filter(title=form["title"]).count() == 1
    assert Submission.objects.filter(revisions__record_type="commitment").count() == 1
    assert as_editor.post(ADD, form | {"title": "Close a reactor"}).status_code == 302
    assert Submission.objects.filter(revisions__record_type="commitment").count() == 2


def test_a_report_sent_twice_is_one(as_editor, centre):
    """R06: the number of a new report comes with its form; that of the next is another."""
    page = as_editor.get(f"/admin/commitments/progressreport/add/?commitment={centre.pk}")
    form = page.context["adminform"].form
    sent = {
        "report_id": str(form["report_id"].value()),
        "commitment": form["commitment"].value(),
        **{k: v for k, v in REPORT.items() if not k.startswith("new_")},
        **rows("citations", NEW_SOURCE),
    }
    first = as_editor.post("/admin/commitments/progressreport/add/", sent)
    assert first.status_code == 302, errors(first)
    again = as_editor.post("/admin/commitments/progressreport/add/", sent)
    assert "This report is saved already. Find it in the list." in errors(again)
    assert ProgressReport.objects.count() == 1
    another = sent | {"report_id": str(uuid.uuid4()), "date": "2013"}
    assert as_editor.post("/admin/commitments/progressreport/add/", another).status_code == 302
    assert ProgressReport.objects.count() == 2


def test_the_same_address_in_another_spelling_leads_to_the_source_we_have(as_editor):
    """R07: the second editor is led to the first one's source."""
    typed = NEW_SOURCE | {"new_url": "http://EXAMPLE.org:80/first#top"}
    answer = as_editor.post(ADD, pledge_form(citations=[typed], _save="1"), follow=True)
    assert "belongs to a source we have, “First source”" in answer.content.decode()
    assert Source.objects.count() == 1
    revision = Revision.objects.get(record_type="commitment")
    assert [c["source"] for c in revision.content["citations"]] == ["first-source"]


def test_an_address_typed_twice_on_one_screen_is_one_source(as_editor):
    """R07: another address is a new source."""
    form = pledge_form(citations=[NEW_SOURCE], reports=[REPORT], _save="1")
    assert as_editor.post(ADD, form).status_code == 302
    assert Source.objects.filter(url=NEW_SOURCE["new_url"]).count() == 1
    other = NEW_SOURCE | {"new_url": "https://example.org/third"}
    form = pledge_form(title="Close a reactor", citations=[other], reports=[REPORT], _save="1")
    assert as_editor.post(ADD, form).status_code == 302
    assert Source.objects.filter(version=0).count() == 2


def test_an_address_described_in_one_row_is_enough_in_the_other(as_editor):
    bare = {k: v for k, v in REPORT.items() if not k.startswith("new_")}
    bare |= {"new_url": NEW_SOURCE["new_url"], "new_language": "en"}
    answer = as_editor.post(ADD, pledge_form(citations=[NEW_SOURCE], reports=[bare]))
    assert answer.status_code == 302, errors(answer)
    source = Source.objects.get(url=NEW_SOURCE["new_url"])
    assert source.citations.count() == 2


def test_the_screen_of_a_source_names_the_one_with_its_address(as_editor):
    sent = {"url": "http://example.org/first", "title": "T", "publisher": "P", "kind": "news"}
    answer = as_editor.post("/admin/summits/source/add/", sent | {"language": "en"})
    assert any("(first-source). Cite that source." in error for error in errors(answer))


def test_no_slug_that_a_record_once_had_is_given_to_a_new_one(as_editor, centre):
    """Rule R9: old addresses keep their meaning; another pledge may be the one that was renamed."""
    once = "example-2012-second-source"
    for kind, slug, record in (
        ("source", once, Source.objects.get()),
        ("commitment", SLUG, centre),
    ):
        FormerSlug.objects.create(record_type=kind, slug=slug, record_key=str(record.pk))
    form = pledge_form(citations=[NEW_SOURCE])
    assert errors(as_editor.post(ADD, form)) == [
        f"“{SLUG}” is taken. Is it the same pledge? If not, write another slug."
    ]
    assert as_editor.post(ADD, form | {"slug": "chn-2010-another"}).status_code == 302
    typed = {name.removeprefix("new_"): value for name, value in NEW_SOURCE.items()}
    typed["url"] = "https://example.org/third"
    assert as_editor.post("/admin/summits/source/add/", typed).status_code == 302
    made = Source.objects.filter(version=0).order_by("pk").values_list("slug", flat=True)
    assert list(made) == [f"{once}-{n}" for n in (2, 3)]


def test_a_new_source_without_a_title_is_asked_for_it_and_nothing_is_saved(as_editor):
    typed = NEW_SOURCE | {"new_title": ""}
    answer = as_editor.post(ADD, pledge_form(citations=[typed]))
    assert errors(answer) == ["This field cannot be blank."]
    assert not Commitment.objects.exists()
    assert not Submission.objects.filter(state="draft").exists()


def test_names_of_authors_are_kept_without_the_blanks_that_people_type(as_editor):
    """No table of the data package has blanks beside its semicolons."""
    typed = {name.removeprefix("new_"): value for name, value in NEW_SOURCE.items()}
    typed |= {"authors": " John Smith ; Jane Doe;Wang Li"}
    assert as_editor.post("/admin/summits/source/add/", typed).status_code == 302
    kept = Revision.objects.latest("pk").content["authors"]
    assert kept == ["John Smith", "Jane Doe", "Wang Li"]


def test_a_pasted_bullet_is_removed_and_the_editor_told(as_editor):
    form = pledge_form(title="• Train two thousand people", _save="1")
    answer = as_editor.post(ADD, form, follow=True)
    assert "A list bullet was removed from “Title”." in answer.content.decode()
    assert Commitment.objects.get().title == "Train two thousand people"


def test_lines_of_a_browser_are_taken_and_formulas_refused(as_editor):
    refused = as_editor.post(ADD, pledge_form(title="=1+1"))
    assert any("formula" in error for error in errors(refused))
    taken = as_editor.post(ADD, pledge_form(summary="First line\r\nsecond line"))
    assert taken.status_code == 302, errors(taken)
    assert Commitment.objects.get().summary == "First line\nsecond line"


def test_an_unlikely_date_is_asked_about_and_then_taken(as_editor):
    form = pledge_form(reports=[REPORT | {"date": "2009-01-01"}])
    answer = as_editor.post(ADD, form)
    assert "before the promise" in " ".join(errors(answer))
    assert 'name="confirmed"' in answer.content.decode()
    assert not Commitment.objects.exists()
    assert as_editor.post(ADD, form | {"confirmed": "on"}).status_code == 302
    assert ProgressReport.objects.get().date.year == 2009


def test_nothing_is_asked_where_nothing_is_unlikely(as_editor):
    assert 'name="confirmed"' not in as_editor.get(ADD).content.decode()


def test_the_next_pledge_starts_with_what_the_last_one_had(as_editor):
    answer = as_editor.post(ADD, pledge_form(_addanother="1"))
    page = as_editor.get(answer.url)
    form = page.context["adminform"].form
    assert [str(form[name].value()) for name in ("kind", "made_on")] == ["national", "2010-04-13"]
    parts, citations, _reports = (f.formset for f in page.context["inline_admin_formsets"])
    assert parts[0]["role"].value() == "lead"
    assert parts[0]["party"].value() == pk(Party, code="CHN")
    assert citations[0]["source"].value() == pk(Source, slug="first-source")
    assert form["title"].value() in ("", None)


def test_what_was_saved_before_the_next_is_one_click_away(as_editor):
    title = "A <b>bold</b> pledge"
    answer = as_editor.post(ADD, pledge_form(title=title, _addanother="1"), follow=True)
    pledge = Commitment.objects.get(title=title)
    led = f'“<a href="{edit_url(pledge)}">A &lt;b&gt;bold&lt;/b&gt; pledge</a>” is saved.'
    assert led in answer.content.decode()


def test_themes_keep_the_order_in_which_they_were_chosen(as_editor):
    themes = [pk(Theme, slug="training"), pk(Theme, slug="ports")]
    as_editor.post(ADD, pledge_form(theme_list=themes))
    pledge = Commitment.objects.get()
    assert Revision.objects.get(record_type="commitment").content["themes"] == ["training", "ports"]
    form = as_editor.get(edit_url(pledge)).context["adminform"].form
    assert form["theme_list"].value() == themes
    as_editor.post(
        edit_url(pledge),
        pledge_form(theme_list=themes[::-1], base_version=0, seen_edits=1),
    )
    assert [row.theme.slug for row in pledge.commitment_themes.all()] == ["ports", "training"]


def test_a_new_report_of_a_draft_joins_its_submission_and_leaves_its_note(as_editor, editor):
    as_editor.post(ADD, pledge_form(reviewer_note="Look at page 7."))
    pledge = Commitment.objects.get()
    sent = {
        "commitment": pledge.pk,
        **{k: v for k, v in REPORT.items() if not k.startswith("new_")},
        **rows("citations", {"source": pk(Source, slug="first-source")}),
    }
    answer = as_editor.post("/admin/commitments/progressreport/add/", sent)
    assert answer.status_code == 302, errors(answer)
    submission = Submission.objects.get(author=editor)
    assert submission.revisions.count() == 2
    assert submission.note == "Look at page 7."
    again = sent | {"date": "2016", "reviewer_note": "And at page 9."}
    as_editor.post("/admin/commitments/progressreport/add/", again)
    assert Submission.objects.get(author=editor).note == "Look at page 7.\nAnd at page 9."


def test_a_document_with_leads_themes_and_a_source_is_saved(as_editor, editor):
    answer = as_editor.post(
        "/admin/summits/document/add/",
        {
            "title": "Communiqué",
            "slug": "2010-communique",
            "kind": "communique",
            "summit": pk(Summit, slug="2010-washington"),
            "adopted_on": "2010-04-13",
            "theme_list": [pk(Theme, slug="training")],
            "summary": "All agree.",
            **rows("document_parties", {"party": pledge_form()["parts-0-party"], "role": "lead"}),
            **rows("citations", NEW_SOURCE),
        },
    )
    assert answer.status_code == 302, errors(answer)
    found = Revision.objects.get(record_type="document").content
    assert (found["parties"][0]["party"], found["themes"]) == ("CHN", ["training"])
    assert revisions.open_revision(Source.objects.get(url=NEW_SOURCE["new_url"]), editor)


def test_a_participation_is_saved_with_its_source(as_editor):
    form = pledge_form()
    answer = as_editor.post(
        "/admin/summits/participation/add/",
        {
            "summit": form["summit"],
            "party": form["parts-0-party"],
            "attended": "on",
            "head_name": "Somebody",
            "head_level": "minister",
            **rows("citations", {"source": pk(Source, slug="first-source")}),
        },
    )
    assert answer.status_code == 302, errors(answer)
    assert Revision.objects.get(record_type="participation").content["head_name"] == "Somebody"


def test_the_next_pledge_of_a_statement_that_is_in_review_can_be_submitted_too(
    as_editor, as_reviewer
):
    first = as_editor.post(ADD, pledge_form(citations=[NEW_SOURCE], _submitanother="1"))
    page = as_editor.get(first.url)
    form = page.context["adminform"].form
    _parts, citations, _reports = (f.formset for f in page.context["inline_admin_formsets"])
    statement = Source.objects.get(url=NEW_SOURCE["new_url"])
    assert citations[0]["source"].value() == statement.pk
    carried = {name: form[name].value() for name in ("summit", "promise_known_from", "made_on")}
    second = pledge_form(
        **carried,
        title="Convert a research reactor",
        citations=[{"source": statement.pk, "locator": "p. 4"}],
        _submitanother="1",
    )
    answer = as_editor.post(ADD, second)
    assert answer.status_code == 302, errors(answer)
    for submission in Submission.objects.filter(state="in_review").order_by("pk"):
        seen = {"seen_edits": submission.edits}
        as_reviewer.post(f"/admin/commitments/submission/{submission.pk}/publish/", seen)
    assert Commitment.objects.published().count() == 2


def test_a_document_is_carried_over_to_the_next_pledge(as_editor):
    as_editor.post(
        "/admin/summits/document/add/",
        {
            "title": "Communiqué",
            "slug": "2010-communique",
            "kind": "communique",
            "summit": pk(Summit, slug="2010-washington"),
            "adopted_on": "2010-04-13",
            "theme_list": [pk(Theme, slug="training")],
            "summary": "All agree.",
            **rows("document_parties", {"party": pk(Party, code="CHN"), "role": "lead"}),
            **rows("citations", {"source": pk(Source, slug="first-source")}),
        },
    )
    document = Document.objects.get()
    answer = as_editor.post(ADD, pledge_form(document=document.pk, _addanother="1"))
    form = as_editor.get(answer.url).context["adminform"].form
    assert form["document"].value() == document.pk
    assert form["summit"].value() == pk(Summit, slug="2010-washington")
    assert form["promise_known_from"].value() == "stated"


def states():
    """Every open or submitted pledge, report and source of the editors, by its title or summary."""
    undecided = Revision.objects.filter(version=None).select_related("submission")
    return {
        one.content.get("title") or one.content["summary"]: (
            one.submission.state,
            one.submission_id,
        )
        for one in undecided
    }


FIRST, SECOND, SOURCE = "Train two thousand people", "Close a reactor", NEW_SOURCE["new_title"]


def test_submitting_a_pledge_leaves_drafts_alone_that_cite_the_same_new_source(as_editor):
    as_editor.post(ADD, pledge_form(citations=[NEW_SOURCE], reviewer_note="Of the first."))
    cited = [{"source": pk(Source, url=NEW_SOURCE["new_url"])}]
    form = pledge_form(title=SECOND, citations=cited, _submit="1", reviewer_note="Of the second.")
    answer = as_editor.post(ADD, form, follow=True)
    assert f"1 record went to review with it: source: {SOURCE}." in answer.content.decode()
    found = states()
    assert found[FIRST][0] == "draft"
    assert found[SECOND] == found[SOURCE]
    assert found[SECOND][0] == "in_review"
    notes = Submission.objects.in_bulk([found[FIRST][1], found[SECOND][1]])
    assert sorted(one.note for one in notes.values()) == ["Of the first.", "Of the second."]


def test_a_draft_is_submitted_out_of_the_submission_that_it_waited_in(as_editor):
    as_editor.post(ADD, pledge_form(citations=[NEW_SOURCE], reports=[REPORT]))
    cited = [{"source": pk(Source, url=NEW_SOURCE["new_url"])}]
    as_editor.post(ADD, pledge_form(title=SECOND, citations=cited))
    assert len({submission for _state, submission in states().values()}) == 1
    first = Commitment.objects.get(title=FIRST)
    form = pledge_form(citations=cited, base_version=0, seen_edits=last_submission().edits)
    answer = as_editor.post(edit_url(first), form | {"_submit": "1"}, follow=True)
    assert "2 records went to review with it" in answer.content.decode()
    found = {title: state for title, (state, _submission) in states().items()}
    went = dict.fromkeys([FIRST, SOURCE, REPORT["summary"]], "in_review")
    assert found == went | {SECOND: "draft"}


def test_a_report_is_submitted_without_the_draft_that_it_is_about(as_editor):
    as_editor.post(ADD, pledge_form())
    sent = {
        "commitment": Commitment.objects.get().pk,
        **{k: v for k, v in REPORT.items() if not k.startswith("new_")},
        **rows("citations", {"source": pk(Source, slug="first-source")}),
    }
    as_editor.post("/admin/commitments/progressreport/add/", sent | {"_submit": "1"})
    assert {title: one[0] for title, one in states().items()} == {
        FIRST: "draft",
        REPORT["summary"]: "in_review",
    }


def test_what_waits_together_is_submitted_together_from_its_own_page(as_editor):
    as_editor.post(ADD, pledge_form(citations=[NEW_SOURCE]))
    cited = [{"source": pk(Source, url=NEW_SOURCE["new_url"])}]
    as_editor.post(ADD, pledge_form(title=SECOND, citations=cited))
    as_editor.post(f"/admin/commitments/submission/{last_submission().pk}/submit/")
    assert {state for state, _submission in states().values()} == {"in_review"}


def test_impossible_dates_stay_in_a_draft_and_are_refused_where_they_stand(as_editor):
    """Rule R12: nobody has to review what publishing would refuse."""
    part = {"party": pk(Party, code="CHN"), "role": "lead", "joined_on": "2009"}
    form = pledge_form(parts=[part])
    told = "CHN joins on 2009, before the promise of 2010-04-13."
    answer = as_editor.post(ADD, form | {"_submit": "1"})
    parts = answer.context["inline_admin_formsets"][0].formset
    assert parts.forms[0].errors == {"joined_on": [told]}
    assert not Commitment.objects.exists()
    assert as_editor.post(ADD, form).status_code == 302
    submission = f"/admin/commitments/submission/{last_submission().pk}/"
    assert f"Train two thousand people: {told}" in as_editor.get(f"{submission}change/").text
    refused = as_editor.post(f"{submission}submit/")
    assert (refused.status_code, told in refused.text) == (400, True)
    assert last_submission().state == "draft"


def test_a_submission_may_lack_something_and_says_what(as_editor, as_reviewer):
    form = pledge_form(_submitanother="1")
    form |= {name: "" for name in form if name.startswith(("parts-0", "citations-0"))}
    form["citations-0-new_language"] = "en"
    answer = as_editor.post(ADD, form, follow=True)
    lacks = ["It needs at least one published source.", "It needs at least one party."]
    for sentence in lacks:
        assert f"Before it can be published: commitment: {FIRST}: {sentence}" in answer.text
    for client in (as_editor, as_reviewer):
        page = client.get(f"/admin/commitments/submission/{last_submission().pk}/change/")
        missing = [f"commitment: {FIRST}: {sentence}" for sentence in lacks]
        assert page.context["missing"] == (missing if client is as_reviewer else [])


def test_a_reporter_is_a_party_or_a_name_and_the_basis_is_said(as_editor):
    """Rule R16: not both, not neither; and no basis is guessed from who reports."""
    party = {"reported_by_party": pk(Party, code="CHN")}
    for wrong in (REPORT | party, REPORT | {"reported_by_name": ""}, REPORT | {"basis": ""}):
        assert errors(as_editor.post(ADD, pledge_form(reports=[wrong])))
    assert not ProgressReport.objects.exists()
    named = REPORT | party | {"reported_by_name": ""}
    assert as_editor.post(ADD, pledge_form(reports=[named])).status_code == 302
    report = ProgressReport.objects.get()
    assert (report.reported_by_party.code, report.basis) == ("CHN", "third_party")
