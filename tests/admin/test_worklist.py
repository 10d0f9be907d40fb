"""The work list on the screen: what an editor does from it."""

import datetime
import re

import pytest
from django.utils import timezone

from commitments.actions import entry, review
from commitments.content import read
from commitments.models import Check, Commitment, User
from commitments.queries import worklist
from summits.models import Party
from tests.admin.conftest import edit_url, pledge_content, signed_in
from tests.ground import make_public

AT = datetime.datetime(2019, 5, 1, tzinfo=datetime.UTC)
HEAPS = [heap.name for heap in worklist.HEAPS]


@pytest.fixture
def late(centre):
    """A public promise known from a later report only."""
    Commitment.objects.filter(pk=centre.pk).update(promise_known_from="reported")
    centre.refresh_from_db()
    return centre


@pytest.mark.parametrize("name", HEAPS)
def test_every_heap_is_on_the_first_page_with_its_count(as_editor, late, name):
    page = as_editor.get("/admin/")
    counts = {one.heap.name: one.all for one in page.context["heaps"]}
    heap = as_editor.get(f"/admin/to-do/{name}/")
    assert f'href="/admin/to-do/{name}/"' in page.content.decode()
    assert (
        counts[name]
        == heap.context["sizes"].all
        == (1 if name in {"reported-only", "stale"} else 0)
    )


def test_checked_today_is_one_click_and_leads_back_to_page_and_heap(as_editor, editor, late):
    page = as_editor.get("/admin/to-do/reported-only/").content.decode()
    address = f"/admin/commitments/commitment/{late.pk}/check/"
    assert f'action="{address}"' in page
    sent = {"heap": "reported-only", "whose": "all", "p": "1", "where": "the sources cited here"}
    answer = as_editor.post(address, sent)
    back = "/admin/to-do/reported-only/?whose=all&p=1"
    assert (answer.status_code, answer.url) == (302, back)
    check = Check.objects.get()
    assert (check.commitment_id, check.by, check.where) == (late.pk, editor, sent["where"])
    page = as_editor.get(back).content.decode()
    assert f'action="{address}"' not in page
    assert "Checked today</span>" in page


def test_a_second_press_leads_back_and_says_why_nothing_happened(as_editor, late):
    address = f"/admin/commitments/commitment/{late.pk}/check/"
    sent = {"heap": "reported-only", "where": "the sources cited here"}
    as_editor.post(address, sent)
    page = as_editor.post(address, sent, follow=True)
    assert page.redirect_chain == [("/admin/to-do/reported-only/", 302)]
    assert "“Build a centre”: This check is already recorded." in page.content.decode()
    assert Check.objects.count() == 1


def test_a_check_before_today_is_shown_and_the_button_stays(as_editor, late):
    Check.objects.create(commitment=late, date="2019-05-01", where="There", created_at=AT)
    page = as_editor.get("/admin/to-do/reported-only/").content.decode()
    assert "1 May 2019" in page
    assert "/check/" in page


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
    assert f"/commitment/{late.pk}/change/" not in page


@pytest.fixture
def limited(editor, public):
    """A contributor limited to China, who meets what China leads, has a part in, and has not."""
    editor.parties.add(Party.objects.get(code="CHN"))
    usa, china = (
        {"party": code, "role": "lead", "joined_on": None, "left_on": None}
        for code in ("USA", "CHN")
    )
    reported = {"promise_known_from": "reported"}
    make_public(
        public,
        (Commitment(), pledge_content(id="hers", title="Of hers", **reported)),
        (Commitment(), pledge_content(id="theirs", title="Of others", parties=[usa], **reported)),
        (
            Commitment(),
            pledge_content(
                id="shared", title="Shared", parties=[usa, china | {"role": "partner"}], **reported
            ),
        ),
    )
    return signed_in(editor)


def offered(page):
    """Of each row: may it be checked, may it be reported on."""
    rows = page.split("module proposal worklist")[1].split("<tr>")[2:]
    titles = [re.search(r'/change/">([^<]*)<', row)[1] for row in rows]
    return {
        title: ("/check/" in row, "Add a report" in row)
        for title, row in zip(titles, rows, strict=True)
    }


def test_who_is_limited_sees_hers_first_and_no_button_that_would_be_refused(limited):
    hers = limited.get("/admin/to-do/reported-only/").content.decode()
    assert offered(hers) == {"Of hers": (True, True)}
    everything = limited.get("/admin/to-do/reported-only/?whose=all").content.decode()
    assert offered(everything) == {
        "Of hers": (True, True),
        "Of others": (False, False),
        "Shared": (False, True),
    }
    assert "Yours: 1" in everything
    assert "All: 3" in everything


def test_a_record_offers_who_is_limited_no_button_that_would_be_refused(limited):
    for slug, offers in (("hers", True), ("theirs", False)):
        pledge = Commitment.objects.get(slug=slug)
        content = read(pledge) | {"title": "Second version"}
        author = User.objects.get(username="root")
        make_public(author, (pledge, content))
        page = limited.get(edit_url(pledge)).content.decode()
        assert (f"/commitment/{pledge.pk}/check/" in page) is offers
        page = limited.get(f"/admin/commitments/commitment/{pledge.pk}/history/").content.decode()
        assert ("Draft version 1 again" in page) is offers


def by_her(author, reviewer, draft):
    """Publish what one has written and another read."""
    record, proposed = draft
    submission = entry.enter(record, proposed=proposed, by=author, at=timezone.now())
    review.submit(submission, by=author, at=timezone.now())
    review.publish(submission, by=reviewer, at=timezone.now())


def test_yours_is_what_you_wrote_where_you_are_limited_to_nothing(as_editor, editor, late, public):
    assert "Yours: 0" in as_editor.get("/admin/to-do/reported-only/").content.decode()
    by_her(editor, public, (late, read(late) | {"title": "Her words"}))
    page = as_editor.get("/admin/to-do/reported-only/?whose=mine").content.decode()
    assert "Her words" in page
    make_public(public, (late, read(late) | {"title": "Another’s words"}))
    page = as_editor.get("/admin/to-do/reported-only/?whose=mine").content.decode()
    assert "Another’s words" not in page


def test_what_was_sent_back_and_what_waits_is_counted_for_her_and_for_all(
    as_editor, editor, reviewer, centre
):
    for author, title in ((editor, "One"), (reviewer, "Two")):
        submission = entry.enter(
            Commitment(),
            proposed=pledge_content(id=title.lower(), title=title),
            by=author,
            at=AT,
        )
        review.submit(submission, by=author, at=AT)
    desk = as_editor.get("/admin/").context["desk"]
    assert (desk["submitted"], desk["all_in_review"]) == (1, 2)
    editor.parties.add(Party.objects.get(code="CHN"))
    desk = as_editor.get("/admin/").context["desk"]
    assert (desk["submitted"], desk["all_in_review"]) == (1, 1)


def test_the_first_page_asks_little_of_the_database(limited, django_assert_num_queries):
    with django_assert_num_queries(10):
        limited.get("/admin/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_heap_asks_the_same_however_long_it_is(limited, public, django_assert_num_queries, count):
    for n in range(count):
        facts = {"id": f"more-{n}", "promise_known_from": "reported"}
        make_public(public, (Commitment(), pledge_content(**facts)))
    with django_assert_num_queries(11):
        limited.get("/admin/to-do/reported-only/")
