"""An editor changes what is public: the public row waits, and nobody's work is lost."""

import re
import uuid

import pytest
from django.utils import timezone

from commitments.actions import entry, revisions
from commitments.content import read
from commitments.models import Commitment, ProgressReport, Revision, Submission
from summits.models import Summit
from tests.admin.conftest import REPORT, edit_url, errors, pledge_content, pledge_form, rows
from tests.ground import make_public

pytestmark = pytest.mark.once


def edit_form(client, record):
    """What the browser would send back if nothing was touched."""
    return fields_shown(client.get(edit_url(record)))


def fields_shown(page):
    """The form as a page shows it."""
    form = page.context["adminform"].form
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, False):
            sent[field.name] = "on" if value is True else value
    for one in page.context["inline_admin_formsets"]:
        formset = one.formset
        sent[f"{formset.prefix}-TOTAL_FORMS"] = len(formset.forms)
        sent[f"{formset.prefix}-INITIAL_FORMS"] = 0
        for row in formset.forms:
            for field in row:
                if field.value() not in (None, False):
                    sent[field.html_name] = field.value()
    return sent


def test_saving_unchanged_proposes_exactly_what_is_public(as_editor, centre):
    answer = as_editor.post(edit_url(centre), edit_form(as_editor, centre))
    assert answer.status_code == 302, errors(answer)
    revision = Revision.objects.get(submission__state="draft")
    assert revision.content == read(centre)


def test_a_draft_of_a_public_record_leaves_the_public_row_alone(as_editor, as_reviewer, centre):
    before = read(centre)
    form = edit_form(as_editor, centre) | {"title": "Build two centres", "reviewer_note": "Look"}
    assert as_editor.post(edit_url(centre), form).status_code == 302
    centre.refresh_from_db()
    assert (read(centre), centre.version) == (before, 1)
    mine = as_editor.get(edit_url(centre)).context["adminform"].form
    assert (mine["title"].value(), mine["reviewer_note"].value()) == ("Build two centres", "Look")
    theirs = as_reviewer.get(edit_url(centre)).context["adminform"].form
    assert theirs["title"].value() == "Build a centre"


def test_a_second_window_is_refused_and_keeps_what_was_typed(as_editor, centre):
    """R05: both are shown; once they are compared, the second is saved."""
    first = edit_form(as_editor, centre) | {"title": "Typed first"}
    second = edit_form(as_editor, centre) | {"title": "Typed second"}
    assert as_editor.post(edit_url(centre), first).status_code == 302
    answer = as_editor.post(edit_url(centre), second)
    text = answer.content.decode()
    assert any("another window" in error for error in errors(answer))
    assert answer.context["adminform"].form["title"].value() == "Typed second"
    compared = [(one.row.name, one.row.old, one.row.new) for one in answer.context["comparison"]]
    assert compared == [("title", ["Typed first"], ["Typed second"])]
    stamp = answer.context["desk"].stamp
    assert f'value="{stamp}"' in text
    again = as_editor.post(edit_url(centre), second | {"compared": stamp})
    assert again.status_code == 302, errors(again)
    assert Revision.objects.get(submission__state="draft").content["title"] == "Typed second"


def test_what_another_window_saved_can_be_kept_field_by_field(as_editor, centre):
    first = edit_form(as_editor, centre) | {"title": "Typed first"}
    second = edit_form(as_editor, centre) | {"title": "Typed second", "done_when": "Open doors."}
    as_editor.post(edit_url(centre), first)
    stamp = as_editor.post(edit_url(centre), second).context["desk"].stamp
    chosen = {"compared": stamp, "take-title": "theirs", "take-done_when": "mine"}
    assert as_editor.post(edit_url(centre), second | chosen).status_code == 302
    found = Revision.objects.get(submission__state="draft").content
    assert (found["title"], found["done_when"]) == ("Typed first", "Open doors.")


def test_a_version_published_meanwhile_is_shown_and_not_overwritten(as_editor, centre, public):
    """R05: another editor's save is shown beside it."""
    form = edit_form(as_editor, centre) | {"title": "Mine"}
    make_public(public, (centre, pledge_content(title="Theirs")))
    answer = as_editor.post(edit_url(centre), form)
    assert any("published as version 2" in error for error in errors(answer))
    [choice] = answer.context["comparison"]
    assert (choice.row.old, choice.row.new) == (["Theirs"], ["Mine"])
    stamp = answer.context["desk"].stamp
    assert as_editor.post(edit_url(centre), form | {"compared": stamp}).status_code == 302
    assert Revision.objects.get(submission__state="draft").base_version == 2


def test_what_only_one_of_two_changed_is_offered_first_and_each_field_can_be_chosen(
    as_editor, centre, public
):
    mine = {"title": "Mine", "summary": "My summary."}
    form = edit_form(as_editor, centre) | mine
    newer = pledge_content(
        title="Theirs",
        done_when="The doors are open.",
        citations=[{"source": "first-source", "locator": "p. 9"}],
    )
    make_public(public, (centre, newer))
    answer = as_editor.post(edit_url(centre), form)
    offered = {
        one.row.name: (one.theirs_first, one.both_changed) for one in answer.context["comparison"]
    }
    assert offered == {
        "title": (False, True),
        "summary": (False, False),
        "done_when": (True, False),
        "citations": (True, False),
    }
    chosen = {
        "compared": answer.context["desk"].stamp,
        "take-title": "mine",
        "take-summary": "theirs",
        "take-done_when": "theirs",
        "take-citations": "theirs",
        "take-id": "nonsense",
    }
    assert as_editor.post(edit_url(centre), form | chosen).status_code == 302
    found = Revision.objects.get(submission__state="draft")
    assert found.base_version == 2
    assert found.content == newer | {"title": "Mine"}


def test_an_open_draft_whose_public_version_moved_is_merged_in_the_same_way(
    as_editor, centre, public
):
    as_editor.post(edit_url(centre), edit_form(as_editor, centre) | {"title": "Mine"})
    make_public(public, (centre, pledge_content(done_when="The doors are open.")))
    page = as_editor.get(edit_url(centre))
    sent = fields_shown(page) | {
        "compared": page.context["desk"].stamp,
        **{
            one.field: "theirs" if one.theirs_first else "mine"
            for one in page.context["comparison"]
        },
    }
    assert as_editor.post(edit_url(centre), sent).status_code == 302
    found = Revision.objects.get(submission__state="draft").content
    assert (found["title"], found["done_when"]) == ("Mine", "The doors are open.")


def boxes(answer):
    """What a page has ticked, chosen or hidden that is no field of the form, as it would be sent."""
    page = answer.content.decode()
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name = re.search(r'name="(take-\w+|compared|confirmed)"', tag)
        if name and ("checked" in tag or "hidden" in tag):
            found[name[1]] = re.search(r'value="([^"]*)"', tag + ' value="on"')[1]
    return found


def test_choices_are_kept_when_something_else_is_refused(as_editor, centre, public):
    form = edit_form(as_editor, centre) | {"title": "Mine", "target_date": "nonsense"}
    make_public(public, (centre, pledge_content(title="Theirs")))
    stamp = as_editor.post(edit_url(centre), form | {"target_date": ""}).context["desk"].stamp
    chosen = {"compared": stamp, "take-title": "theirs"}
    answer = as_editor.post(edit_url(centre), form | chosen)
    assert answer.status_code == 200
    assert boxes(answer) == chosen
    mended = form | {"target_date": ""} | boxes(answer)
    assert as_editor.post(edit_url(centre), mended).status_code == 302
    assert Revision.objects.get(submission__state="draft").content["title"] == "Theirs"


def test_what_is_stale_and_unlikely_is_saved_after_both_answers(as_editor, centre, public):
    report = make_report(centre, public)
    form = edit_form(as_editor, report) | {"date": "2009-05"}
    make_public(public, (report, read(report) | {"summary": "Theirs."}))
    asked = as_editor.post(edit_url(report), form)
    assert any("before the promise" in error for error in errors(asked))
    stale = as_editor.post(edit_url(report), form | {"confirmed": "on"})
    assert any("published as version 2" in error for error in errors(stale))
    sent = form | boxes(stale) | {"compared": stale.context["desk"].stamp}
    assert sent["confirmed"] == "on"
    assert as_editor.post(edit_url(report), sent).status_code == 302


def test_an_unlikely_date_is_the_one_that_is_saved_not_the_one_typed(as_editor, centre, public):
    report = make_report(centre, public)
    likely = edit_form(as_editor, report) | {"date": "2013"}
    make_public(public, (report, read(report) | {"date": "2009-05"}))
    stamp = as_editor.post(edit_url(report), likely).context["desk"].stamp
    theirs = {"compared": stamp, "take-date": "theirs"}
    asked = as_editor.post(edit_url(report), likely | theirs)
    assert any("dated 2009-05, before the promise" in error for error in errors(asked))
    assert boxes(asked) == theirs
    sent = likely | boxes(asked) | {"confirmed": "on"}
    assert as_editor.post(edit_url(report), sent).status_code == 302
    assert Revision.objects.get(submission__state="draft").content["date"] == "2009-05"


def test_a_typed_date_that_was_not_chosen_is_not_asked_about(as_editor, centre, public):
    report = make_report(centre, public)
    typed = edit_form(as_editor, report) | {"date": "2009-05", "confirmed": "on"}
    make_public(public, (report, read(report) | {"date": "2014"}))
    stamp = as_editor.post(edit_url(report), typed).context["desk"].stamp
    del typed["confirmed"]
    sent = typed | {"compared": stamp, "take-date": "theirs"}
    answer = as_editor.post(edit_url(report), sent)
    assert answer.status_code == 302, errors(answer)
    assert Revision.objects.get(submission__state="draft").content["date"] == "2014"


def test_a_report_is_dated_against_the_chosen_day_of_the_promise(as_editor, centre, public):
    form = edit_form(as_editor, centre) | rows("reports", REPORT | {"date": "2012-03-27"})
    make_public(public, (centre, pledge_content(made_on="2014-03-25", title="Theirs")))
    stamp = as_editor.post(edit_url(centre), form).context["desk"].stamp
    sent = form | {"compared": stamp, "take-made_on": "theirs"}
    asked = as_editor.post(edit_url(centre), sent)
    assert any("before the promise of 2014-03-25" in error for error in errors(asked))
    mine = as_editor.post(edit_url(centre), sent | {"take-made_on": "mine"})
    assert mine.status_code == 302, errors(mine)


def test_choices_are_kept_without_the_word_that_they_were_compared(as_editor, centre, public):
    form = edit_form(as_editor, centre) | {"title": "Mine", "done_when": "Mine too."}
    make_public(public, (centre, pledge_content(title="Theirs", done_when="Theirs too.")))
    as_editor.post(edit_url(centre), form)
    chosen = {"take-title": "theirs", "take-done_when": "mine"}
    again = as_editor.post(edit_url(centre), form | chosen)
    assert any("published as version 2" in error for error in errors(again))
    assert boxes(again) == chosen
    sent = form | boxes(again) | {"compared": again.context["desk"].stamp}
    assert as_editor.post(edit_url(centre), sent).status_code == 302
    found = Revision.objects.get(submission__state="draft").content
    assert (found["title"], found["done_when"]) == ("Theirs", "Mine too.")


def test_choices_outlast_a_page_that_has_nothing_to_compare(as_editor, centre):
    first = edit_form(as_editor, centre) | {"title": "Typed first"}
    second = edit_form(as_editor, centre) | {"title": "Typed second"}
    as_editor.post(edit_url(centre), first)
    chosen = {"take-title": "theirs"}
    assert as_editor.post(edit_url(centre), second).context["comparison"]
    wrong = as_editor.post(edit_url(centre), second | chosen | {"target_date": "nonsense"})
    assert boxes(wrong) == chosen
    again = as_editor.post(edit_url(centre), second | boxes(wrong))
    assert boxes(again) == chosen
    sent = second | boxes(again) | {"compared": again.context["desk"].stamp}
    assert as_editor.post(edit_url(centre), sent).status_code == 302
    assert Revision.objects.get(submission__state="draft").content["title"] == "Typed first"


def make_report(commitment, root):
    """A public report on a pledge."""
    proposed = {
        "id": str(uuid.uuid4()),
        "commitment": commitment.slug,
        "party": None,
        "date": "2012",
        "status": "in_progress",
        "basis": "third_party",
        "summary": "It is being built.",
        "reported_by": "A newspaper",
        "measure_quantity": None,
        "measure_unit": "",
        "citations": [{"source": "first-source", "locator": ""}],
    }
    make_public(root, (ProgressReport(id=proposed["id"]), proposed))
    return ProgressReport.objects.get(pk=proposed["id"])


def test_a_source_typed_for_citations_that_were_not_kept_is_not_made(as_editor, centre, public):
    form = edit_form(as_editor, centre) | {
        "citations-1-new_url": "https://example.org/typed",
        "citations-1-new_title": "Typed",
        "citations-1-new_publisher": "Somebody",
        "citations-1-new_kind": "news",
        "citations-1-new_language": "en",
    }
    newer = [{"source": "first-source", "locator": "p. 9"}]
    make_public(public, (centre, pledge_content(citations=newer)))
    stamp = as_editor.post(edit_url(centre), form).context["desk"].stamp
    chosen = {"compared": stamp, "take-citations": "theirs"}
    answer = as_editor.post(edit_url(centre), form | chosen)
    assert answer.status_code == 302, errors(answer)
    saved = Submission.objects.get(state="draft").revisions
    assert [one.record_type for one in saved.all()] == ["commitment"]
    again = as_editor.post(edit_url(centre), edit_form(as_editor, centre) | typed(form))
    assert again.status_code == 302, errors(again)
    assert saved.filter(record_type="source").exists()


def typed(form):
    """Of a form, the second source, which was typed."""
    counted = {name: form[name] for name in form if name.startswith("citations-TOTAL")}
    return counted | {name: form[name] for name in form if name.startswith("citations-1-")}


def test_a_choice_made_of_an_older_version_takes_nothing_over(as_editor, centre, public):
    form = edit_form(as_editor, centre) | {"title": "Mine"}
    make_public(public, (centre, pledge_content(title="Theirs")))
    stamp = as_editor.post(edit_url(centre), form).context["desk"].stamp
    make_public(public, (centre, pledge_content(title="Never seen")))
    sent = form | {"compared": stamp, "take-title": "theirs"}
    answer = as_editor.post(edit_url(centre), sent)
    assert any("published as version 3" in error for error in errors(answer))
    assert answer.context["adminform"].form["title"].value() == "Mine"
    [choice] = answer.context["comparison"]
    assert (choice.row.old, choice.row.new) == (["Never seen"], ["Mine"])
    assert not Revision.objects.filter(submission__state="draft").exists()


def test_an_old_comparison_does_not_overwrite_a_newer_version(as_editor, centre, public):
    form = edit_form(as_editor, centre) | {"title": "Mine"}
    make_public(public, (centre, pledge_content(title="Theirs")))
    stamp = as_editor.post(edit_url(centre), form).context["desk"].stamp
    make_public(public, (centre, pledge_content(title="Theirs again")))
    answer = as_editor.post(edit_url(centre), form | {"compared": stamp})
    assert any("published as version 3" in error for error in errors(answer))


def test_an_open_draft_says_at_once_that_the_public_version_moved(as_editor, centre, public):
    as_editor.post(edit_url(centre), edit_form(as_editor, centre) | {"title": "Mine"})
    make_public(public, (centre, pledge_content(title="Theirs")))
    page = as_editor.get(edit_url(centre))
    assert "This record has changed while you worked on it." in page.content.decode()
    assert page.context["adminform"].form["title"].value() == "Mine"


def test_a_record_in_review_opens_as_its_submission(as_editor, centre):
    as_editor.post(edit_url(centre), edit_form(as_editor, centre) | {"_submit": "1"})
    submission = Submission.objects.get(state="in_review")
    answer = as_editor.get(edit_url(centre))
    assert answer.url == f"/admin/commitments/submission/{submission.pk}/change/"
    assert "Take back" in as_editor.get(answer.url).content.decode()


def test_another_editors_first_draft_opens_as_its_submission(as_editor, as_reviewer):
    """R02: a reviewer's text stays hers to copy, and the author's is what waits."""
    as_editor.post("/admin/commitments/commitment/add/", pledge_form())
    pledge = Commitment.objects.get()
    assert "/admin/commitments/submission/" in as_reviewer.get(edit_url(pledge)).url
    answer = as_reviewer.post(edit_url(pledge), pledge_form(title="Theirs"))
    assert any("draft of another editor, erika" in error for error in errors(answer))
    assert answer.context["adminform"].form["title"].value() == "Theirs"
    pledge.refresh_from_db()
    assert pledge.title == pledge_form()["title"]


def test_fields_that_the_form_does_not_offer_are_ignored(as_editor, centre, public):
    """Z08: the field that is offered is saved."""
    hidden = {
        "slug": "usurped",
        "version": 9,
        "published_at": "2020-01-01",
        "retraction_reason": "x",
        "merged_into": centre.pk,
        "state": "published",
    }
    form = edit_form(as_editor, centre) | hidden | {"title": "New title"}
    assert as_editor.post(edit_url(centre), form).status_code == 302
    found = Revision.objects.get(submission__state="draft")
    assert (found.content["id"], found.submission.state) == ("chn-2010-centre", "draft")
    assert found.content["title"] == "New title"
    centre.refresh_from_db()
    assert (centre.slug, centre.version, centre.merged_into_id) == ("chn-2010-centre", 1, None)


def test_a_row_removed_is_gone_from_the_proposal(as_editor, centre):
    form = edit_form(as_editor, centre) | {"citations-0-DELETE": "on"}
    assert as_editor.post(edit_url(centre), form).status_code == 302
    assert Revision.objects.get(submission__state="draft").content["citations"] == []


def test_an_author_discards_a_draft_after_a_question(as_editor, editor):
    as_editor.post("/admin/commitments/commitment/add/", pledge_form())
    submission = Submission.objects.get(author=editor)
    url = f"/admin/commitments/submission/{submission.pk}/discard/"
    assert "deleted for good" in as_editor.get(url).content.decode()
    assert Commitment.objects.exists()
    assert as_editor.post(url).status_code == 302
    assert not Commitment.objects.exists()
    assert not Submission.objects.filter(author=editor).exists()


def test_a_draft_that_another_one_uses_is_not_discarded(as_editor, editor, as_reviewer, reviewer):
    as_editor.post("/admin/commitments/commitment/add/", pledge_form())
    pledge = Commitment.objects.get()
    other = pledge_content(id="usa-2010-other", implements=pledge.slug)
    entry.enter(Commitment(), proposed=other, by=reviewer, at=timezone.now())
    submission = revisions.open_revision(pledge, editor).submission
    answer = as_editor.post(f"/admin/commitments/submission/{submission.pk}/discard/")
    assert answer.status_code == 409
    assert Commitment.objects.filter(pk=pledge.pk).exists()


def test_nothing_can_be_deleted(as_manager, centre):
    url = f"/admin/commitments/commitment/{centre.pk}/delete/"
    assert as_manager.post(url, {"post": "yes"}).status_code == 403
    listed = "/admin/commitments/commitment/"
    as_manager.post(listed, {"action": "delete_selected", "_selected_action": centre.pk})
    assert Commitment.objects.filter(pk=centre.pk).exists()


def test_who_may_only_look_sees_the_live_values_and_no_button(as_editor):
    page = as_editor.get(edit_url(Summit.objects.get())).content.decode()
    assert "Washington 2010" in page
    assert "Save draft" not in page
