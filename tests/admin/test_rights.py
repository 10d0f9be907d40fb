"""Z09: what the pages show to whom, and what acts leave behind; who may what is in rights.txt."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from commitments.actions import removal
from commitments.content import read
from commitments.models import Change, Check, Commitment, User
from summits.models import Party, Source, Summit
from tests.admin.conftest import edit_url, pledge_content, signed_in
from tests.ground import make_public

pytestmark = pytest.mark.once


def test_who_has_no_role_sees_nothing(as_editor, centre, django_user_model):
    """Z09: no list, no history, no names that a search offers; who has one gets them all."""
    nobody = django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True)
    client = signed_in(nobody)
    for address in (
        "/admin/commitments/commitment/",
        edit_url(centre),
        f"{edit_url(centre).replace('change', 'history')}",
        "/admin/commitments/submission/",
        "/admin/autocomplete/?app_label=commitments&model_name=citation&field_name=source&term=f",
    ):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "Build a centre" not in answer.content.decode()
        assert as_editor.get(address).status_code == 200


def test_who_is_not_an_editor_is_asked_to_sign_in(public, centre, django_user_model):
    outsider = django_user_model.objects.create_user("out", password="x" * 12)
    answer = signed_in(outsider).get(edit_url(centre))
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/?next=/admin/")


@pytest.mark.parametrize("verb", ["retract", "merge", "rename"])
def test_only_managing_editors_are_shown_the_buttons_of_removal(
    as_reviewer, as_manager, centre, verb
):
    shown = [one.get(edit_url(centre)).content.decode() for one in (as_manager, as_reviewer)]
    assert [f"/{centre.pk}/{verb}/" in page for page in shown] == [True, False]


def test_a_retraction_needs_a_reason_and_leaves_a_change(as_manager, centre):
    address = f"/admin/commitments/commitment/{centre.pk}/retract/"
    assert as_manager.post(address, {"reason": ""}).status_code == 400
    assert as_manager.post(address, {"reason": "Entered twice"}).status_code == 302
    centre.refresh_from_db()
    assert centre.retraction_reason == "Entered twice"
    assert Change.objects.latest("seq").action == "retracted"
    assert as_manager.get(address).status_code == 404


@pytest.mark.parametrize("ticked", [{}, {"is_unquoted": "on"}], ids=["quoted", "not"])
def test_who_retracts_says_whether_its_words_may_still_be_quoted(as_manager, centre, ticked):
    address = f"/admin/commitments/commitment/{centre.pk}/retract/"
    as_manager.post(address, {"reason": "Wrong"} | ticked)
    page = as_manager.get("/corrections/").content.decode()
    assert ("Build a centre" in page) == (not ticked)


def test_the_only_source_of_a_record_is_not_retracted_and_the_page_says_of_which(
    as_manager, centre
):
    source = Source.objects.get()
    answer = as_manager.post(f"/admin/summits/source/{source.pk}/retract/", {"reason": "Gone"})
    assert answer.status_code == 400
    assert "Build a centre" in answer.content.decode()


def test_a_merge_and_a_renaming_go_through(as_manager, centre, public):
    make_public(public, (Commitment(), pledge_content(id="chn-2010-double")))
    double = Commitment.objects.get(slug="chn-2010-double")
    merge = f"/admin/commitments/commitment/{double.pk}/merge/"
    assert as_manager.post(merge, {"survivor": double.pk, "reason": "x"}).status_code == 400
    assert as_manager.post(merge, {"survivor": centre.pk, "reason": " "}).status_code == 400
    sent = {"survivor": centre.pk, "reason": "Entered twice"}
    assert as_manager.post(merge, sent).status_code == 302
    double.refresh_from_db()
    assert double.merged_into == centre
    rename = f"/admin/commitments/commitment/{centre.pk}/rename/"
    assert as_manager.post(rename, {"slug": "Not a slug", "reason": "x"}).status_code == 400
    assert as_manager.post(rename, {"slug": "chn-2010-renamed"}).status_code == 400
    sent = {"slug": "chn-2010-renamed", "reason": "A better name"}
    assert as_manager.post(rename, sent).status_code == 302
    page = as_manager.get(f"/history/commitment/{sent['slug']}/").content.decode()
    assert "Entered twice" in page
    assert "A better name" in page
    assert "rewording" in page
    assert "A better name" not in as_manager.get("/corrections/").content.decode()
    centre.refresh_from_db()
    assert centre.slug == "chn-2010-renamed"


def test_a_retracted_record_is_not_offered_as_a_relation(as_editor, as_manager, public, manager):
    make_public(
        public,
        (Summit(), read(Summit.objects.get()) | {"id": "s2", "edition": 2, "name": "Second"}),
    )
    address = (
        "/admin/autocomplete/?app_label=commitments&model_name=commitment&field_name=summit&term="
    )
    assert len(as_editor.get(address).json()["results"]) == 2
    from django.utils import timezone

    removal.retract(Summit.objects.get(slug="s2"), by=manager, at=timezone.now(), reason="No")
    assert len(as_editor.get(address).json()["results"]) == 1


def test_no_way_leads_round_to_the_slug_of_a_draft(as_editor, centre):
    kind = ContentType.objects.get_for_model(centre)
    assert as_editor.get(f"/admin/r/{kind.pk}/{centre.pk}/").status_code == 404
    assert f'href="{centre.get_absolute_url()}"' in as_editor.get(edit_url(centre)).content.decode()


def test_who_may_draft_nothing_learns_nothing_by_restoring(centre, person):
    address = f"/admin/commitments/commitment/{centre.pk}/restore/1/"
    gone, kept = signed_in(person("gone")), signed_in(person("kim", "contributor"))
    assert gone.post(address).status_code == 403
    assert "Build a centre" not in gone.get("/admin/").content.decode()
    assert "Build a centre" in kept.post(address, follow=True).content.decode()


def test_a_check_is_public_at_once_and_moves_no_version(as_editor, centre, editor):
    address = f"/admin/commitments/commitment/{centre.pk}/check/"
    assert as_editor.post(address, {"where": ""}).status_code == 400
    assert as_editor.post(address, {"where": "Ministry's site"}).status_code == 302
    check = Check.objects.get()
    assert (check.where, check.by) == ("Ministry's site", editor)
    change = Change.objects.latest("seq")
    assert (change.action, change.fields, change.version) == ("updated", ["checks"], 1)
    assert as_editor.post(address, {"where": "Ministry's site"}).status_code == 400
    assert Check.objects.count() == 1


def test_who_may_not_check_is_refused(centre, person):
    Group.objects.get(name="contributor").permissions.filter(codename="add_check").delete()
    blocked = signed_in(person("kim", "contributor"))
    address = f"/admin/commitments/commitment/{centre.pk}/check/"
    assert blocked.post(address, {"where": "x"}).status_code == 403
    assert not Check.objects.exists()


def test_a_managing_editor_makes_no_administrator_and_touches_none(as_manager, manager, person):
    chief = person("chief", "administrator")
    administrators = Group.objects.get(name="administrator")
    sent = {"username": "mona", "is_active": "on", "is_staff": "on", "groups": [administrators.pk]}
    sent |= {"is_superuser": "on", "user_permissions": [1]}
    as_manager.post(f"/admin/commitments/user/{manager.pk}/change/", sent)
    manager.refresh_from_db()
    assert not manager.is_superuser
    assert [group.name for group in manager.groups.all()] == ["managing editor"]
    assert as_manager.post(f"/admin/commitments/user/{chief.pk}/change/", sent).status_code == 403
    link = f"/admin/commitments/user/{chief.pk}/new-password/"
    assert as_manager.post(link).status_code == 403


def test_a_managing_editor_makes_a_contributor(as_manager):
    sent = {
        "email": "nora@example.org",
        "groups": [Group.objects.get(name="contributor").pk],
        "parties": [Party.objects.first().pk],
    }
    assert as_manager.post("/admin/commitments/user/add/", sent).status_code == 302
    nora = User.objects.get(username="nora")
    assert nora.parties.count() == 1
    assert not nora.has_perm("commitments.add_commitment")  # not before she has opened it
    nora.is_active = True
    assert nora.has_perm("commitments.add_commitment")
