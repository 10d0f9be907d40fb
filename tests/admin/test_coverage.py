"""The grid of parties and summits without a pledge, on the screen."""

import pytest

from commitments.actions import coverage
from commitments.models import AuditEntry, NoneFound
from summits.models import Participation, Party, Summit
from tests import factories as make
from tests.admin.conftest import signed_in

GRID = "/admin/to-do/no-commitment/"


@pytest.fixture
def gap(centre):
    """The United States came, and no pledge of theirs is recorded; one of China's is."""
    summit = Summit.objects.get()
    for code in ("CHN", "USA"):
        make.ParticipationFactory(summit=summit, party=Party.objects.get(code=code))
    return Participation.objects.get(party__code="USA")


def test_the_front_page_counts_the_gaps_and_the_grid_shows_them(as_editor, gap):
    counts = {one.heap.name: one.all for one in as_editor.get("/admin/").context["heaps"]}
    assert counts["no-commitment"] == 1
    page = as_editor.get(GRID)
    assert [row.party.code for row in page.context["grid"].rows] == ["USA"]
    assert f'name="none" value="{gap.pk}"' in page.content.decode()


def test_one_click_says_it_and_where_she_looked_stands_there_the_next_time(as_editor, editor, gap):
    answer = as_editor.post(GRID, {"none": gap.pk, "where": "The statement\r\nand the press"})
    assert (answer.status_code, answer.url) == (302, GRID)
    said = NoneFound.objects.get()
    assert (said.participation, said.by) == (gap, editor)
    assert said.where == "The statement\nand the press"
    page = as_editor.get(GRID).content.decode()
    assert f'name="back" value="{gap.pk}"' in page
    assert "The statement\nand the press</textarea>" in page
    answer = as_editor.post(f"{GRID}?whose=all", {"back": gap.pk, "where": ""})
    assert (answer.status_code, answer.url) == (302, f"{GRID}?whose=all")
    assert not NoneFound.objects.exists()
    assert AuditEntry.objects.filter(kind="record_checked").count() == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"where": ""}, "This field is required."),
        ({"where": "=1+1"}, "which a spreadsheet could run"),
        ({"where": "x" * 501}, "at most 500 characters"),
        ({"where": "Kept text", "none": "9999"}, "There is no such cell."),
        ({"where": "Kept text", "none": "x"}, "There is no such cell."),
        ({"where": "Kept text", "none": ""}, "There is no such cell."),
        ({"where": "Kept text", "back": "OPEN"}, "Nobody has said that none was found"),
    ],
)
def test_what_cannot_be_noted_is_told_and_what_was_typed_stays(as_editor, gap, sent, says):
    given = {"none": gap.pk} | sent
    given = {key: gap.pk if value == "OPEN" else value for key, value in given.items()}
    answer = as_editor.post(GRID, given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    assert "Kept text" not in sent["where"] or "Kept text</textarea>" in page
    assert not NoneFound.objects.exists()


def test_a_second_press_is_told_who_was_first(as_editor, reviewer, gap):
    coverage.say_none_found(gap, where="First", by=reviewer, at=gap.published_at)
    answer = as_editor.post(GRID, {"none": gap.pk, "where": "Second"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "It has been said already that none was found" in page
    assert "rafael" in page
    assert NoneFound.objects.get().where == "First"


def test_who_is_limited_says_it_of_her_parties(editor, gap):
    editor.parties.add(Party.objects.get(code="CHN"))
    client = signed_in(editor)
    assert client.get(GRID).context["grid"].rows == []
    everything = client.get(f"{GRID}?whose=all").content.decode()
    assert "not yet researched" in everything
    assert 'name="none"' not in everything
    refused = client.post(GRID, {"none": gap.pk, "where": "There"})
    assert refused.status_code == 400
    assert "records of CHN; this one is of USA" in refused.content.decode()
    editor.parties.set([gap.party])
    assert client.post(GRID, {"none": gap.pk, "where": "There"}).status_code == 302


def test_who_has_no_role_is_refused(gap, django_user_model):
    plain = signed_in(django_user_model.objects.create_user("plain", is_staff=True))
    assert plain.get(GRID).status_code == 403
    assert plain.post(GRID, {"none": gap.pk, "where": "There"}).status_code == 403
    assert not NoneFound.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_asks_the_same_however_many_gaps_there_are(
    as_editor, gap, django_assert_num_queries, count
):
    for _ in range(count):
        make.ParticipationFactory(summit=gap.summit)
    with django_assert_num_queries(9):
        as_editor.get(GRID)
