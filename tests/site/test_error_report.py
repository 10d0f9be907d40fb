"""A reader reports an error: no account, no cookie, no cache, within limits, and an editor settles it."""

import contextlib
import re

import pytest
from django.utils import timezone

from commitments.actions import error_reports, standings
from commitments.actions.errors import NotAllowed, WrongState
from commitments.choices import AuditKind
from commitments.models import AuditEntry, ErrorReport
from commitments.site.error_report import signer
from tests import factories as make

FORM = "/commitments/one/report-an-error/"
NOW = timezone.now()


@pytest.fixture
def pledge(db):
    pledge = make.whole_commitment(slug="one", title="The first pledge")
    standings.refresh([pledge.pk])
    return pledge


def token(client):
    return re.search(r'name="token" value="([^"]+)"', client.get(FORM).content.decode()).group(1)


def send(client, headers=None, **fields):
    typed = {"text": "The date is wrong.\r\nSee page 3.", "contact": "", "website": ""}
    return client.post(FORM, typed | {"token": token(client)} | fields, headers=headers)


def test_a_report_reaches_the_editors_as_plain_text(client, pledge):
    answer = send(client, contact="me@example.org")
    assert (answer.status_code, answer["Location"]) == (302, "?sent")
    report = ErrorReport.objects.get()
    assert (report.text, report.contact) == ("The date is wrong.\nSee page 3.", "me@example.org")
    assert (report.commitment, report.version, report.done_at) == (pledge, 1, None)
    assert "127.0.0.1" not in report.sender
    assert b"Thank you" in client.get(f"{FORM}?sent").content


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_is_never_kept_and_sets_no_cookie(client, pledge, method):
    answer = getattr(client, method)(FORM)
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "ETag" not in answer


def test_the_commitments_page_leads_there(client, pledge):
    assert f'href="{FORM}"' in client.get("/commitments/one/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "a" * 2001}, "2000"),
        ({"contact": "a" * 201}, "200"),
        ({"text": "a\x00b"}, "control character"),
        ({"contact": "a\nb"}, "one line"),
        ({"token": ""}, "open for too long"),
        ({"token": "one:1abc:forged"}, "open for too long"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(client, pledge, fields, sentence):
    answer = send(client, **({"text": "Kept words"} | fields))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert "text" in fields or b"Kept words" in answer.content
    assert not ErrorReport.objects.exists()


def test_an_old_form_is_refused_once_and_its_new_token_is_good(client, pledge, monkeypatch):
    monkeypatch.setattr("django.core.signing.time.time", lambda: NOW.timestamp() - 5 * 60 * 60)
    old = signer().sign("one")
    monkeypatch.undo()
    again = send(client, token=old)
    assert again.status_code == 400
    fresh = re.search(r'name="token" value="([^"]+)"', again.content.decode()).group(1)
    assert send(client, token=fresh).status_code == 302


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(client, pledge):
    assert send(client, website="https://spam.example").status_code == 302
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_another_site_cannot_send_the_form(client, pledge, headers):
    assert send(client, headers=headers).status_code == 403
    assert not ErrorReport.objects.exists()
    assert send(client, headers={"origin": "http://testserver"}).status_code == 302


def test_one_address_sends_five_an_hour_and_keeps_what_it_typed(client, pledge):
    for _ in range(5):
        assert send(client).status_code == 302
    answer = send(client, text="The sixth")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert b"The sixth" in answer.content
    other = client.post(FORM, {"text": "x", "token": token(client)}, REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 302
    ErrorReport.objects.update(at=NOW - error_reports.HOUR)
    assert send(client).status_code == 302


def test_an_ipv6_network_is_one_sender_and_forwarded_addresses_are_not_believed(client, pledge):
    for number in range(5):
        sent = {"text": "x", "token": token(client)}
        client.post(FORM, sent, REMOTE_ADDR=f"2001:db8:1:2::{number}")
    answer = client.post(
        FORM, sent, REMOTE_ADDR="2001:db8:1:2:ffff::1", headers={"x-forwarded-for": "192.0.2.1"}
    )
    assert answer.status_code == 429


def test_all_together_send_two_hundred_a_day(client, pledge, monkeypatch):
    monkeypatch.setattr(error_reports, "FROM_ALL_A_DAY", 2)
    for number in range(3):
        answer = client.post(
            FORM, {"text": "x", "token": token(client)}, REMOTE_ADDR=f"192.0.2.{number}"
        )
    assert answer.status_code == 429


def test_who_sent_is_forgotten_after_a_day(client, pledge):
    send(client)
    ErrorReport.objects.update(at=NOW - error_reports.DAY * 2)
    send(client)
    assert [bool(one.sender) for one in ErrorReport.objects.order_by("at")] == [False, True]


def test_what_is_not_public_has_no_form(client, pledge):
    make.CommitmentFactory(slug="hidden", draft=True)
    make.CommitmentFactory(slug="gone", retracted=True)
    for slug, status in (("hidden", 404), ("gone", 410), ("nosuch", 404)):
        for method in (client.get, client.post):
            assert method(f"/commitments/{slug}/report-an-error/").status_code == status


def test_markup_in_a_report_is_text(client, pledge):
    """O01: what readers write, too."""
    text = "</textarea><script>alert(1)</script>"
    answer = send(client, text=text, token="")
    assert b"<script>alert" not in answer.content


# --- the editors' side ---

LIST = "/admin/commitments/errorreport/"


@pytest.fixture
def report(pledge):
    error_reports.receive(pledge, text="The date is wrong.", contact="me", at=NOW)
    return ErrorReport.objects.get()


def address(report):
    return f"{LIST}{report.pk}/change/"


def test_any_editor_settles_a_report_with_a_note(client, editor, report):
    client.force_login(editor)
    assert b"1 error that a reader has reported" in client.get("/admin/").content
    assert b"The date is wrong." in client.get(LIST).content
    assert client.post(address(report), {"note": ""}).status_code == 200
    assert client.post(address(report), {"note": "Corrected in version 2."}).status_code == 302
    report.refresh_from_db()
    assert (report.note, report.done_by) == ("Corrected in version 2.", editor)
    assert b"The date is wrong." not in client.get(LIST).content
    assert b"The date is wrong." in client.get(f"{LIST}?done=yes").content
    assert b"Corrected in version 2." in client.get(address(report)).content


def test_the_audit_log_tells_once_who_settled_and_nothing_of_what_was_written(editor, report):
    for _ in range(2):
        with contextlib.suppress(WrongState):
            error_reports.settle(report, note="Seen.", by=editor, at=NOW)
    entry = AuditEntry.objects.get(kind=AuditKind.ERROR_SETTLED)
    assert (entry.by, entry.at, entry.target_key) == (editor, NOW, str(report.pk))
    assert (entry.after, entry.details) == ("done", {"commitment": "one"})
    told = f"{entry.target_name} {entry.details}"
    assert "Seen" not in told
    assert report.text not in told


def test_what_another_has_settled_is_not_settled_again_and_the_note_is_kept(
    client, editor, reviewer, report
):
    error_reports.settle(report, note="Done.", by=reviewer, at=NOW)
    client.force_login(editor)
    answer = client.post(address(report), {"note": "My own words"})
    assert "settled this report already" in answer.content.decode()
    assert b"My own words" in answer.content
    with pytest.raises(WrongState):
        error_reports.settle(report, note="Again", by=editor, at=NOW)
    assert ErrorReport.objects.get().note == "Done."


def test_a_post_changes_nothing_but_the_note(client, editor, report):
    client.force_login(editor)
    client.post(address(report), {"note": "Seen.", "text": "Other words", "version": 9})
    report.refresh_from_db()
    assert (report.text, report.version) == ("The date is wrong.", 1)


def test_who_has_no_role_sees_and_settles_nothing(client, person, report):
    nobody = person("nobody")
    client.force_login(nobody)
    assert client.get(LIST).status_code == 403
    assert client.get(address(report)).status_code == 403
    assert client.post(address(report), {"note": "x"}).status_code == 403
    assert b"error that a reader" not in client.get("/admin/").content
    with pytest.raises(NotAllowed):
        error_reports.settle(report, note="x", by=nobody, at=NOW)


def test_nobody_adds_or_deletes_reports_in_the_admin(client, administrator, report):
    client.force_login(administrator)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{report.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ErrorReport.objects.exists()


def test_the_list_asks_as_often_for_many_reports_as_for_one(
    client, editor, report, django_assert_num_queries
):
    client.force_login(editor)
    client.get(LIST)
    for count in (0, 4):
        for _ in range(count):
            error_reports.receive(report.commitment, text="More.", contact="", at=NOW)
        with django_assert_num_queries(9):
            assert client.get(LIST).status_code == 200
