"""Leaving editors are deactivated; their work stays, with their name."""

import pytest
from django.db.models import ProtectedError

from commitments.choices import AuditKind
from commitments.models import AuditEntry, Submission, User
from tests.admin.conftest import ADD, pledge_form, signed_in
from tests.admin.test_review import press
from tests.people.conftest import is_in, sign_in


def act(client, user, verb):
    return client.post(f"/admin/commitments/user/{user.pk}/{verb}/")


def test_a_deactivated_editors_submission_is_published_under_her_name(
    as_editor, as_manager, as_reviewer, editor
):
    as_editor.post(ADD, pledge_form(_submit="1"))
    submission = Submission.objects.get(author=editor)
    assert act(as_manager, editor, "deactivate").status_code == 302
    assert not is_in(as_editor)
    assert sign_in("erika").status_code == 200
    press(as_reviewer, submission, "publish", seen_edits=submission.edits)
    submission.refresh_from_db()
    assert (submission.state, submission.author) == ("published", editor)
    entry = AuditEntry.objects.get(kind=AuditKind.DEACTIVATED)
    assert (entry.by_name, entry.target_name) == ("mona", "erika")


def test_an_account_is_opened_again_as_it_was(as_manager, editor):
    act(as_manager, editor, "deactivate")
    assert act(as_manager, editor, "deactivate").status_code == 409
    assert act(as_manager, editor, "reactivate").status_code == 302
    assert sign_in("erika").status_code == 302
    assert act(as_manager, editor, "reactivate").status_code == 409


def test_nobody_deactivates_herself_or_who_may_more(as_manager, manager, administrator):
    assert act(as_manager, manager, "deactivate").status_code == 409
    assert act(as_manager, administrator, "deactivate").status_code == 403
    assert User.objects.filter(is_active=True).count() == 3


def test_looking_at_a_button_presses_nothing(as_manager, editor):
    for verb in ("deactivate", "reactivate", "revoke", "invite-again", "sessions"):
        assert as_manager.get(f"/admin/commitments/user/{editor.pk}/{verb}/").status_code == 200
    editor.refresh_from_db()
    assert editor.is_active


def test_an_account_that_has_written_is_never_deleted(as_editor, editor, public):
    as_editor.post(ADD, pledge_form())
    with pytest.raises(ProtectedError):
        editor.delete()
    assert (
        signed_in(public)
        .post(f"/admin/commitments/user/{editor.pk}/delete/", {"post": "yes"})
        .status_code
        == 403
    )
    assert Submission.objects.filter(author=editor).exists()
