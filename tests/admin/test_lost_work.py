"""What was typed comes back whatever happened meanwhile: nothing is lost because a state moved."""

import re
from html import unescape

import pytest
from django.test import Client

from commitments.models import Commitment, Revision, Submission
from summits.models import Party
from tests.admin.conftest import ADD, edit_url, errors, pledge_content, pledge_form, signed_in
from tests.admin.test_editing import edit_form, fields_shown
from tests.admin.test_review import press
from tests.ground import make_public

pytestmark = pytest.mark.once

PASSWORD = "a long enough password"
LOGIN = "/admin/login/"


def title(answer):
    return answer.context["adminform"].form["title"].value()


def hidden(page, name):
    """The value of a hidden textarea, as the browser would send it."""
    found = re.search(rf'<textarea name="{name}" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return found and unescape(found[1])


def typed_while_it_was_submitted(client, record):
    """Two windows: one submits, the other saves another title."""
    form = edit_form(client, record)
    client.post(edit_url(record), form | {"_submit": "1"})
    return form | {"title": "Typed in the other window"}


def test_saving_what_was_submitted_meanwhile_keeps_the_text_and_says_why(as_editor, centre):
    """R06: a second save of what is in review makes no second submission."""
    form = typed_while_it_was_submitted(as_editor, centre)
    answer = as_editor.post(edit_url(centre), form | {"_save": "1"})
    assert answer.status_code == 200
    assert title(answer) == form["title"]
    assert any("Take the submission back to save it" in error for error in errors(answer))
    text = answer.content.decode()
    assert "Take back and save draft" in text
    assert 'name="_save"' not in text
    assert Submission.objects.get(state="in_review").edits == 1


def test_taking_back_and_saving_is_one_button_and_overwrites_nothing_unseen(as_editor, centre):
    form = typed_while_it_was_submitted(as_editor, centre) | {"_takeback": "1"}
    answer = as_editor.post(edit_url(centre), form)
    assert title(answer) == form["title"]
    assert any("another window" in error for error in errors(answer))
    compared = {"compared": answer.context["desk"].stamp}
    answer = as_editor.post(edit_url(centre), form | compared)
    assert answer.status_code == 302, errors(answer)
    revision = Revision.objects.get(submission__state="draft")
    assert revision.content["title"] == form["title"]


def test_a_first_draft_submitted_meanwhile_is_kept_too(as_editor, editor):
    as_editor.post(ADD, pledge_form())
    pledge = Commitment.objects.get()
    form = typed_while_it_was_submitted(as_editor, pledge)
    answer = as_editor.post(edit_url(pledge), form)
    assert (answer.status_code, title(answer)) == (200, form["title"])
    assert as_editor.post(edit_url(pledge), form | {"_takeback": "1"}).status_code == 200
    assert Submission.objects.get(author=editor).state == "draft"


def test_nobody_takes_back_anothers_submission_by_that_button(as_editor, editor, as_reviewer):
    as_editor.post(ADD, pledge_form(_submit="1"))
    pledge = Commitment.objects.get()
    answer = as_reviewer.post(edit_url(pledge), pledge_form(_takeback="1"))
    assert title(answer) == pledge_form()["title"]
    assert Submission.objects.get(author=editor).state == "in_review"


def test_what_was_decided_meanwhile_is_compared(as_editor, as_reviewer, centre):
    form = typed_while_it_was_submitted(as_editor, centre)
    submission = Submission.objects.get(state="in_review")
    submission.revisions.update(content=pledge_content(title="Published meanwhile"))
    press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    answer = as_editor.post(edit_url(centre), form)
    assert title(answer) == form["title"]
    [choice] = answer.context["comparison"]
    assert (choice.row.old, choice.row.new) == (["Published meanwhile"], [form["title"]])


def test_a_record_retracted_meanwhile_keeps_the_text(as_editor, as_manager, centre):
    form = edit_form(as_editor, centre) | {"title": "Mine"}
    as_manager.post(f"/admin/commitments/commitment/{centre.pk}/retract/", {"reason": "Twice"})
    answer = as_editor.post(edit_url(centre), form)
    assert (answer.status_code, title(answer)) == (200, "Mine")
    assert any("has been retracted meanwhile" in error for error in errors(answer))


def test_a_record_merged_meanwhile_keeps_the_text_and_names_the_other(
    as_editor, as_manager, centre, public
):
    make_public(public, (Commitment(), pledge_content(id="chn-2010-double", title="The other")))
    double = Commitment.objects.get(slug="chn-2010-double")
    form = edit_form(as_editor, centre) | {"title": "Mine"}
    merge = f"/admin/commitments/commitment/{centre.pk}/merge/"
    assert (
        as_manager.post(merge, {"survivor": double.pk, "reason": "Entered twice"}).status_code
        == 302
    )
    answer = as_editor.post(edit_url(centre), form)
    assert (answer.status_code, title(answer)) == (200, "Mine")
    assert any("merged into “The other”" in error for error in errors(answer))


def test_a_draft_discarded_meanwhile_comes_back_as_a_new_record(as_editor, editor):
    as_editor.post(ADD, pledge_form())
    pledge = Commitment.objects.get()
    form = edit_form(as_editor, pledge) | {"title": "Still wanted"}
    press(as_editor, Submission.objects.get(author=editor), "discard")
    answer = as_editor.post(edit_url(pledge), form)
    assert (answer.status_code, title(answer)) == (200, "Still wanted")
    assert any("discarded meanwhile" in error for error in errors(answer))
    assert f'action="{ADD}"' in answer.content.decode()
    answer = as_editor.post(ADD, fields_shown(answer))
    assert answer.status_code == 302, errors(answer)
    assert Commitment.objects.get().title == "Still wanted"


def test_who_may_not_edit_sends_nothing(as_editor, person, centre):
    summit = edit_url(centre.summit)
    assert as_editor.post(summit, {"name": "Mine"}).status_code == 403
    assert as_editor.post("/admin/summits/summit/99999/change/", {"name": "x"}).status_code == 403


@pytest.fixture
def signed_out(editor, public):
    return Client(enforce_csrf_checks=True)


def with_token(client, form):
    client.get(LOGIN)
    return form | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def signing_in(client, kept, **changes):
    sent = {"username": "erika", "password": PASSWORD, "next": ADD, "kept": kept, **changes}
    return client.post(f"{LOGIN}?next={ADD}", with_token(client, sent))


def test_a_session_that_ended_while_typing_loses_nothing(signed_out):
    """R05: after the sign-in it is sent again and saved."""
    form = pledge_form(summary="Line one\r\n<b>line two", _save="1")
    page = signed_out.post(ADD, with_token(signed_out, form)).content.decode()
    assert "Your session has ended" in page
    assert not Commitment.objects.exists()
    wrong = signing_in(signed_out, hidden(page, "kept"), password="wrong").content.decode()
    assert hidden(wrong, "kept") == hidden(page, "kept")
    answer = signing_in(signed_out, hidden(wrong, "kept"))
    text = answer.content.decode()
    assert f'<form method="post" action="{ADD}">' in text
    assert "You are signed in as erika now" in text
    fields = {}
    for name, value in answer.context["fields"]:
        fields.setdefault(name, []).append(value)
    token = signed_out.cookies["csrftoken"].value
    again = signed_out.post(ADD, fields | {"csrfmiddlewaretoken": token})
    assert again.status_code == 302, errors(again)
    assert Commitment.objects.get().summary == "Line one\n<b>line two"


def test_a_second_window_whose_session_ended_is_compared_rows_and_all(editor, centre):
    """R05: sent again after the sign-in, it overwrites nothing; once it is compared, it is saved."""
    client = signed_in(editor)
    first = edit_form(client, centre) | {"parts-0-role": "partner"}
    second = edit_form(client, centre) | {
        "parts-0-role": "subscriber",
        "citations-0-locator": "p. 9",
    }
    assert client.post(edit_url(centre), first).status_code == 302
    client.logout()
    kept = hidden(client.post(edit_url(centre), second).content.decode(), "kept")
    sent = {"username": "erika", "password": PASSWORD, "next": edit_url(centre), "kept": kept}
    fields = {}
    for name, value in client.post(LOGIN, sent).context["fields"]:
        fields.setdefault(name, []).append(value)
    answer = client.post(edit_url(centre), fields)
    assert any("another window" in error for error in errors(answer))
    compared = {one.row.name: (one.row.old, one.row.new) for one in answer.context["comparison"]}
    assert compared["parties"] == (["China (CHN) · partner"], ["China (CHN) · subscriber"])
    assert compared["citations"][1] == ["First source (first-source) · p. 9"]
    stamp = answer.context["desk"].stamp
    assert client.post(edit_url(centre), fields | {"compared": stamp}).status_code == 302
    found = Revision.objects.get(submission__state="draft").content
    assert found["parties"][0]["role"] == "subscriber"


def test_what_another_site_sends_is_not_kept(signed_out):
    page = signed_out.post(ADD, pledge_form())
    assert page.status_code == 403
    assert b"Train two" not in page.content


def test_a_password_is_not_written_into_a_page(signed_out):
    sent = {"old_password": "secret one", "new_password1": "x", "new_password2": "x"}
    answer = signed_out.post("/admin/password_change/", with_token(signed_out, sent))
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)


def test_a_page_asked_for_without_a_session_leads_to_the_sign_in(signed_out):
    assert signed_out.get(ADD).url == f"{LOGIN}?next={ADD}"


@pytest.mark.parametrize("kept", ["x", "[", "5", "[1]", "[[1]]", "[" * 5000, '{"a": 1}'])
def test_what_cannot_be_read_is_no_obstacle_to_signing_in(signed_out, kept):
    answer = signing_in(signed_out, kept)
    assert (answer.status_code, answer.url) == (302, ADD)


def test_what_was_kept_is_sent_to_this_site_only(signed_out):
    answer = signing_in(signed_out, '[["title", "x"]]', next="https://evil.example/")
    assert 'action="/admin/"' in answer.content.decode()


@pytest.fixture
def as_limited(public, person):
    """A contributor who works on the United States only."""
    user = person("lena", "contributor")
    user.parties.set(Party.objects.filter(code="USA"))
    return signed_in(user)


def test_what_is_out_of_a_contributors_scope_comes_back_with_the_reason(as_limited, centre):
    answer = as_limited.post(ADD, pledge_form(title="Of another party"))
    assert (answer.status_code, title(answer)) == (200, "Of another party")
    assert any("You work on records of USA" in error for error in errors(answer))
    form = edit_form(as_limited, centre) | {"title": "Of another party"}
    answer = as_limited.post(edit_url(centre), form)
    assert (answer.status_code, title(answer)) == (200, "Of another party")
    assert any("You work on records of USA" in error for error in errors(answer))
    check = as_limited.post(f"/admin/commitments/commitment/{centre.pk}/check/", {"where": "Site"})
    assert "You work on records of USA" in check.content.decode()
    assert 'class="vLargeTextField' in check.content.decode()
    assert ">\nSite</textarea>" in check.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "a\x01b", "=1+1"])
def test_every_small_form_takes_plain_text_only(as_manager, centre, text):
    for verb, field in (("retract", "reason"), ("check", "where"), ("rename", "slug")):
        address = f"/admin/commitments/commitment/{centre.pk}/{verb}/"
        answer = as_manager.post(address, {field: text})
        assert answer.status_code == 400
        assert answer.context["form"].errors[field]
    answer = as_manager.post(ADD, pledge_form(reviewer_note=text))
    assert list(answer.context["adminform"].form.errors) == ["reviewer_note"]
    centre.refresh_from_db()
    assert centre.is_public
    assert not centre.checks.exists()


def test_a_comment_on_what_was_taken_back_meanwhile_can_be_copied(as_editor, editor, as_reviewer):
    as_editor.post(ADD, pledge_form(_submit="1"))
    submission = Submission.objects.get(author=editor)
    press(as_editor, submission, "take-back")
    answer = press(as_reviewer, submission, "send-back", comment="Which year?\r\nAnd who?")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Your comment was not sent" in text
    assert "Which year?<br>And who?" in text


@pytest.mark.parametrize(
    ("verb", "field"), [("retract", "reason"), ("check", "where"), ("rename", "slug")]
)
def test_a_small_form_about_what_is_no_longer_public_comes_back(as_manager, centre, verb, field):
    retract = f"/admin/commitments/commitment/{centre.pk}/retract/"
    assert as_manager.post(retract, {"reason": "Twice"}).status_code == 302
    address = f"/admin/commitments/commitment/{centre.pk}/{verb}/"
    answer = as_manager.post(address, {"reason": "Twice", field: "typed-for-long"})
    assert answer.status_code == 400
    assert "typed-for-long" in answer.content.decode()
    assert answer.context["form"].non_field_errors()


def test_what_another_account_typed_is_not_saved_as_ones_own(as_editor, as_reviewer, editor):
    form = pledge_form(typed_by=editor.pk)
    answer = as_reviewer.post(ADD, form)
    page = answer.content.decode()
    assert "was typed by another account" in page
    assert not Commitment.objects.exists()
    kept = hidden(page, "kept")
    client = Client()
    other = {"username": "rafael", "password": PASSWORD, "kept": kept, "next": ADD}
    again = client.post(LOGIN, other)
    assert "was typed by another account" in again.content.decode()
    assert hidden(again.content.decode(), "kept") == kept
    assert not client.session.get("_auth_user_id")
    hers = client.post(LOGIN, other | {"username": "erika"})
    assert "You are signed in again" in hers.content.decode()
    assert hidden(hers.content.decode(), "title") == form["title"]
    assert as_editor.post(ADD, form).status_code == 302


def test_every_form_for_text_says_who_types(as_editor, as_reviewer, as_manager, centre, editor):
    as_editor.post(edit_url(centre), edit_form(as_editor, centre) | {"_submit": "1"})
    submission = Submission.objects.get(state="in_review")
    for client, address in (
        (as_editor, ADD),
        (as_reviewer, f"/admin/commitments/submission/{submission.pk}/change/"),
        (as_manager, f"/admin/commitments/commitment/{centre.pk}/retract/"),
    ):
        answer = client.get(address)
        whose = f'name="typed_by" value="{answer.wsgi_request.user.pk}"'
        assert whose in answer.content.decode(), address
