"""Undoing a retraction or a merge in the admin: a button on the history, a draft, a second person."""

import pytest
from django.utils import timezone

from commitments.actions import removal
from commitments.models import Commitment, ProgressReport, Revision, Submission
from summits.models import Party, Source
from tests.actions.proposals import report_proposal
from tests.admin.conftest import edit_url, errors, pledge_content, rows, signed_in
from tests.ground import make_public

pytestmark = pytest.mark.once

LIST = "/admin/commitments/commitment/"


@pytest.fixture
def lost(centre, manager):
    removal.retract(centre, by=manager, at=timezone.now(), reason="Never promised.")
    centre.refresh_from_db()
    return centre


def bring_back(client, record, **how):
    return client.post(f"{LIST}{record.pk}/bring-back/", **how)


def test_a_retracted_pledge_comes_back_through_review(as_editor, as_reviewer, lost):
    page = as_editor.get(f"{LIST}{lost.pk}/history/").content.decode()
    assert "Retracted: Never promised." in page
    assert f"{LIST}{lost.pk}/bring-back/" in page
    answer = bring_back(as_editor, lost)
    held = Submission.objects.get(state="draft")
    assert answer.url == f"/admin/commitments/submission/{held.pk}/change/"
    form = as_editor.get(edit_url(lost))
    assert "_save" in form.content.decode()
    assert not Commitment.objects.published().exists()
    as_editor.post(f"/admin/commitments/submission/{held.pk}/submit/")
    read = as_reviewer.get(f"/admin/commitments/submission/{held.pk}/change/").content.decode()
    assert "Publishing this brings it back." in read
    assert "Never promised." in read
    as_reviewer.post(f"/admin/commitments/submission/{held.pk}/publish/", {"seen_edits": 0})
    lost.refresh_from_db()
    assert lost.is_public


def test_a_merge_is_undone_from_the_history_of_the_duplicate(as_editor, centre, public, manager):
    make_public(public, (Commitment(), pledge_content(id="chn-2010-double")))
    double = Commitment.objects.get(slug="chn-2010-double")
    removal.merge(double, centre, by=manager, at=timezone.now(), reason="Entered twice.")
    page = as_editor.get(f"{LIST}{double.pk}/history/").content.decode()
    assert "Merged into “Build a centre”." in page
    bring_back(as_editor, double)
    held = Submission.objects.get(state="draft")
    assert held.note == "Undoes the merge into chn-2010-centre."


def test_a_report_edited_while_a_merge_is_undone_still_goes_back(
    as_editor, centre, public, manager
):
    make_public(public, (Commitment(), pledge_content(id="chn-2010-double")))
    double = Commitment.objects.get(slug="chn-2010-double")
    facts = report_proposal(double, citations=[{"source": "first-source", "locator": ""}])
    make_public(public, (ProgressReport(id=facts["id"]), facts))
    removal.merge(double, centre, by=manager, at=timezone.now(), reason="Entered twice.")
    bring_back(as_editor, double)
    report = ProgressReport.objects.get()
    form = as_editor.get(edit_url(report)).context["adminform"].form
    source = {"source": Source.objects.get(slug="first-source").pk}
    sent = {name: form[name].value() for name in ("base_version", "seen_edits")}
    sent |= {"date": "2015", "status": "completed", "basis": "third_party", "summary": "Better."}
    sent |= {"reported_by_name": "A newspaper", **rows("citations", source)}
    answer = as_editor.post(edit_url(report), sent)
    assert answer.status_code == 302, errors(answer)
    held = Revision.objects.get(record_key=str(report.pk), version=None).content
    assert (held["summary"], held["commitment"]) == ("Better.", "chn-2010-double")


def test_only_a_button_brings_back_and_only_what_is_lost(as_editor, centre):
    assert as_editor.get(f"{LIST}{centre.pk}/bring-back/").status_code == 404
    page = as_editor.get(f"{LIST}{centre.pk}/history/").content.decode()
    assert "bring-back" not in page
    told = bring_back(as_editor, centre, follow=True).content.decode()
    assert "has not been retracted or merged" in told


def test_who_has_no_role_brings_nothing_back_and_learns_nothing(lost, as_editor, django_user_model):
    nobody = django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True)
    for answer in (
        bring_back(signed_in(nobody), lost),
        signed_in(nobody).post(f"{LIST}{lost.pk}/restore/1/"),
        signed_in(nobody).get(f"{LIST}{lost.pk}/history/"),
    ):
        assert answer.status_code == 403
        assert "centre" not in answer.content.decode()
    assert not Submission.objects.filter(state="draft").exists()
    assert bring_back(as_editor, lost).status_code == 302


def test_who_is_limited_to_other_parties_is_refused(lost, person, public):
    limited = person("lina", "contributor")
    limited.parties.set([Party.objects.get(code="USA")])
    told = bring_back(signed_in(limited), lost, follow=True).content.decode()
    assert "You work on records of USA" in told
    assert not Submission.objects.filter(state="draft").exists()
    limited.parties.set([Party.objects.get(code="CHN")])
    bring_back(signed_in(limited), lost)
    assert Submission.objects.filter(state="draft").exists()
