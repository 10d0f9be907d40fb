"""L03: every move of a state leaves one entry with who, what, when, from and to; nobody alters one."""

import datetime

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from commitments.actions import audit, checking, removal, review
from commitments.choices import AuditKind
from commitments.models import AuditEntry, Commitment, Submission, User
from tests.admin.conftest import ADD, pledge_form, signed_in
from tests.admin.test_review import press

LIST = "/admin/commitments/auditentry/"


def entries(kind):
    found = AuditEntry.objects.filter(kind=kind).order_by("pk")
    return [(one.by_name, one.before, one.after) for one in found]


@pytest.fixture
def since(public):
    """The number of the last entry before the test's own."""
    return AuditEntry.objects.latest("pk").pk


def moves(since):
    found = AuditEntry.objects.filter(kind=AuditKind.SUBMISSION_MOVED, pk__gt=since)
    return [(one.by_name, one.before, one.after) for one in found.order_by("pk")]


def test_every_move_through_the_admin_leaves_one_entry(as_editor, as_reviewer, editor, since):
    """L03: who, what, when, from and to."""
    as_editor.post(ADD, pledge_form(_submit="1"))
    submission = Submission.objects.get(author=editor)
    press(as_editor, submission, "take-back")
    press(as_editor, submission, "submit")
    press(as_reviewer, submission, "send-back", comment="Which year?")
    press(as_editor, submission, "submit")
    submission.refresh_from_db()
    press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    assert moves(since) == [
        ("erika", "", "draft"),
        ("erika", "draft", "in_review"),
        ("erika", "in_review", "draft"),
        ("erika", "draft", "in_review"),
        ("rafael", "in_review", "sent_back"),
        ("erika", "sent_back", "in_review"),
        ("rafael", "in_review", "published"),
    ]
    last = AuditEntry.objects.latest("pk")
    pledge = Commitment.objects.get()
    assert (last.target_name, last.address) == (f"submission {submission.pk}", "127.0.0.1")
    assert last.details == {"records": [f"commitment {pledge.pk}"]}


def test_what_is_refused_leaves_none(as_editor, editor, since):
    """L03: an entry is of what was done."""
    as_editor.post(ADD, pledge_form(_submit="1"))
    count = len(moves(since))
    submission = Submission.objects.get(author=editor)
    assert press(as_editor, submission, "publish", seen_edits=0).status_code == 403
    assert len(moves(since)) == count


def test_a_discarded_draft_is_told_of_though_it_is_gone(as_editor, editor, since):
    as_editor.post(ADD, pledge_form())
    press(as_editor, Submission.objects.get(author=editor), "discard")
    assert moves(since)[-1] == ("erika", "draft", "discarded")
    assert not Submission.objects.filter(author=editor).exists()


def test_who_publishes_alone_is_told_with_the_rule(editor, public):
    """R08: the entry says under which rule, and one with four eyes does not."""
    rules = list(
        AuditEntry.objects.filter(after="published").values_list("details__rule", flat=True)
    )
    assert set(rules) == {"one person publishes alone"}


def test_four_eyes_need_no_rule(as_editor, as_reviewer, editor):
    """R08: published by a second person, an entry names no rule."""
    as_editor.post(ADD, pledge_form(_submit="1"))
    submission = Submission.objects.get(author=editor)
    press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    assert "rule" not in AuditEntry.objects.latest("pk").details


def test_the_acts_of_managing_editors_and_checks_are_told(centre, manager, editor):
    """L03: beside the moves of submissions."""
    now = timezone.now()
    checking.record_check(centre, where="Site", by=editor, at=now)
    removal.rename(centre, slug="chn-2010-new", by=manager, at=now, reason="A better name.")
    removal.retract(centre, by=manager, at=now, reason="Twice")
    assert entries(AuditKind.RECORD_CHECKED) == [("erika", "", str(now.date()))]
    assert entries(AuditKind.RECORD_RENAMED) == [("mona", "chn-2010-centre", "chn-2010-new")]
    assert entries(AuditKind.RECORD_RETRACTED) == [("mona", "", "retracted")]
    assert AuditEntry.objects.get(kind=AuditKind.RECORD_RETRACTED).details == {"reason": "Twice"}


def test_an_act_that_fails_is_not_told(centre, manager):
    with pytest.raises(Exception, match="reason"):
        removal.retract(centre, by=manager, at=timezone.now(), reason=" ")
    assert entries(AuditKind.RECORD_RETRACTED) == []


def test_a_load_is_told_once(record):
    assert entries(AuditKind.PACKAGE_LOADED)[0][0] == audit.COMMAND_LINE
    assert len(entries(AuditKind.PACKAGE_LOADED)) == 1


def test_an_entry_is_neither_altered_nor_deleted(editor):
    """L03: by no way that the application has."""
    entry = audit.write(AuditKind.SIGNED_OUT, by=editor, at=timezone.now())
    entry.by_name = "somebody else"
    for act in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(by_name="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["by_name"]),
    ):
        with pytest.raises(TypeError, match="only added to"), transaction.atomic():
            act()
    with pytest.raises(ProtectedError):
        User.objects.filter(pk=editor.pk).delete()
    assert AuditEntry.objects.get(pk=entry.pk).by_name == "erika"


def test_the_admin_offers_no_way_to_alter_one_even_to_a_superuser(public):
    """L03: reading it is allowed."""
    client = signed_in(public)
    entry = AuditEntry.objects.latest("pk")
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}{entry.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{entry.pk}/change/", {"by_name": "x"}).status_code == 403
    for tail in ("add/", f"{entry.pk}/delete/"):
        assert client.post(f"{LIST}{tail}", {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": entry.pk}
    client.post(LIST, sent)
    assert AuditEntry.objects.filter(pk=entry.pk, by_name=entry.by_name).exists()


def test_administrators_read_it_and_nobody_else(public, administrator, manager, reviewer):
    assert signed_in(administrator).get(LIST).status_code == 200
    assert signed_in(manager).get(LIST).status_code == 403
    assert signed_in(reviewer).get(LIST).status_code == 403


def test_it_is_found_by_kind_person_and_day(public, administrator, editor):
    for days in (0, 3):
        at = timezone.now() - datetime.timedelta(days=days)
        audit.write(AuditKind.RESET_ASKED, by=editor, at=at)
    client = signed_in(administrator)
    day = timezone.now()
    query = f"?kind__exact=reset_asked&q=erika&at__year={day.year}&at__month={day.month}"
    found = client.get(f"{LIST}{query}&at__day={day.day}").context["cl"].result_list
    assert [one.kind for one in found] == ["reset_asked"]
    assert client.get(f"{LIST}?at__year=9999&at__month=99").status_code in {200, 302}


def test_a_submission_is_reviewed_without_more_than_one_entry(editor, reviewer, public, since):
    submission = review.start(by=editor, at=timezone.now())
    assert moves(since) == [("erika", "", "draft")]
    assert submission.state == "draft"
