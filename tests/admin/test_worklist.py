"""The work list on the screen: what an editor does from it."""

import pytest

from commitments.models import Check, Commitment
from commitments.queries import worklist
from tests.admin.conftest import signed_in

HEAPS = [heap.name for heap in worklist.HEAPS]


@pytest.fixture
def late(centre):
    """A public promise known from a later report only."""
    Commitment.objects.filter(pk=centre.pk).update(promise_known_from="reported")
    return centre


@pytest.mark.parametrize("name", HEAPS)
def test_every_heap_is_on_the_first_page_with_its_count(as_editor, late, name):
    page = as_editor.get("/admin/")
    counts = {heap.name: count for heap, count in page.context["heaps"]}
    rows = as_editor.get(f"/admin/to-do/{name}/").context["page"].paginator
    assert f'href="/admin/to-do/{name}/"' in page.content.decode()
    assert counts[name] == rows.count == (1 if name in {"reported-only", "stale"} else 0)


def test_checked_today_is_one_click_and_leads_back_to_the_heap(as_editor, editor, late):
    page = as_editor.get("/admin/to-do/reported-only/").content.decode()
    assert f'action="/admin/commitments/commitment/{late.pk}/check/"' in page
    sent = {"heap": "reported-only", "where": "the sources cited here"}
    answer = as_editor.post(f"/admin/commitments/commitment/{late.pk}/check/", sent)
    assert (answer.status_code, answer.url) == (302, "/admin/to-do/reported-only/")
    check = Check.objects.get()
    assert (check.commitment_id, check.by, check.where) == (late.pk, editor, sent["where"])


def test_a_heap_that_is_not_there(as_editor):
    assert as_editor.get("/admin/to-do/nosuch/").status_code == 404
    assert as_editor.get("/admin/to-do/stale/?p=abc").status_code == 200
    assert as_editor.get("/admin/to-do/stale/?p=999").status_code == 200


def test_strangers_are_asked_to_sign_in(client, late):
    answer = client.get("/admin/to-do/stale/")
    assert (answer.status_code, answer.url) == (302, "/admin/login/?next=/admin/to-do/stale/")


def test_an_account_without_rights_is_offered_nothing_to_do(late, django_user_model):
    plain = django_user_model.objects.create_user("plain", is_staff=True)
    page = signed_in(plain).get("/admin/to-do/reported-only/").content.decode()
    assert "/check/" not in page
    assert "Add a report" not in page
