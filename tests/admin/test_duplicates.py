"""A promise that may be there already is named while its title is typed, and when it is saved."""

import pytest

from commitments import content
from commitments.models import Commitment
from summits.models import Party, Summit
from tests.admin.conftest import ADD, pk, pledge_content, pledge_form, signed_in
from tests.ground import make_public

ASK = "/admin/commitments/commitment/likely-duplicates/"
TITLE = "Build a centre of excellence for training in Beijing"


@pytest.fixture
def known(public):
    make_public(public, (Commitment(), pledge_content(id="chn-2010-known", title=TITLE)))
    return Commitment.objects.get(slug="chn-2010-known")


def asked(client, title, **more):
    answer = client.get(ASK, {"title": title, **more})
    assert answer.status_code == 200, answer.content
    return [one["title"] for one in answer.json()["found"]]


def of_china():
    return {"summit": pk(Summit, slug="2010-washington"), "party": [pk(Party, code="CHN")]}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (TITLE, True),
        ("build a  CENTRE of excellence", True),  # the title goes on where the typed one stops
        ("Build a centre of excellence for trainers in Beijing", True),
        ("Build a c", False),  # too little to say something
        ("Convert the research reactor at Kharkiv", False),
        ("to be or to do it all", False),
    ],
)
def test_a_title_that_is_nearly_there(as_editor, known, typed, told):
    assert asked(as_editor, typed) == ([TITLE] if told else [])


def test_the_answer_names_the_lead_and_the_summit_and_leads_there(as_editor, known):
    [one] = as_editor.get(ASK, {"title": TITLE}).json()["found"]
    assert one == {
        "title": TITLE,
        "facts": "China · Washington 2010",
        "address": f"/admin/commitments/commitment/{known.pk}/change/",
    }
    assert as_editor.get(one["address"]).status_code == 200


def test_the_same_party_and_summit_weigh_more(as_editor, known, public):
    looser = "Open a centre of excellence to train people"
    assert asked(as_editor, looser) == []
    assert asked(as_editor, looser, summit=of_china()["summit"]) == []
    assert asked(as_editor, looser, **of_china()) == [TITLE]
    row = {"party": "USA", "role": "lead", "joined_on": None, "left_on": None}
    twin = pledge_content(id="usa-2010-twin", title=f"{TITLE}.", parties=[row])
    make_public(public, (Commitment(), twin))
    assert asked(as_editor, f"{TITLE}.") == [f"{TITLE}.", TITLE]
    assert asked(as_editor, f"{TITLE}.", **of_china()) == [TITLE, f"{TITLE}."]


def test_the_promise_itself_and_what_is_gone_are_not_named(as_editor, as_manager, known):
    assert asked(as_editor, TITLE, but=known.pk) == []
    as_manager.post(f"/admin/commitments/commitment/{known.pk}/retract/", {"reason": "Twice"})
    assert asked(as_editor, TITLE) == []


def test_drafts_of_others_are_named_to_whom_they_are_shown(as_editor, person, public):
    as_editor.post(ADD, pledge_form(title=TITLE))
    limited = person("kim", "contributor")
    limited.parties.add(Party.objects.get(code="CHN"))
    colleague = signed_in(person("nora", "contributor"))
    [one] = colleague.get(ASK, {"title": TITLE}).json()["found"]
    assert one["facts"].endswith("draft")
    kim = signed_in(limited)
    assert asked(kim, TITLE, **of_china()) == []
    saved = kim.post(ADD, pledge_form(title=f"{TITLE} too", slug="chn-2010-kims"), follow=True)
    assert "Compare it with" not in saved.content.decode()
    assert asked(kim, TITLE) == [f"{TITLE} too"]


def test_the_hint_after_saving_needs_no_script(as_editor, known):
    sent = pledge_form(title=f"{TITLE}.", slug="chn-2010-again", _addanother="1")
    page = as_editor.post(ADD, sent, follow=True).content.decode()
    assert f"It may be there already. Compare it with “{TITLE}”." in page
    again = Commitment.objects.get(slug="chn-2010-again")
    other = pledge_form(title="Convert a research reactor", slug="chn-2010-other")
    assert "Compare it with" not in as_editor.post(ADD, other, follow=True).content.decode()
    assert content.read(again)["title"] == f"{TITLE}."


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"title": "x" * 301},
        {"title": TITLE, "summit": "one"},
        {"title": TITLE, "summit": str(2**63)},
        {"title": TITLE, "party": "-1"},
        {"title": TITLE, "but": "٣٣x"},
    ],
)
def test_a_question_that_cannot_be_read_is_refused(as_editor, bad):
    answer = as_editor.get(ASK, bad)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_only_who_drafts_promises_is_answered(client, public, django_user_model, as_editor):
    assert client.get(ASK, {"title": TITLE}).status_code == 302
    nobody = django_user_model.objects.create_user("nobody", password="x" * 12, is_staff=True)
    assert signed_in(nobody).get(ASK, {"title": TITLE}).status_code == 403
    assert as_editor.post(ASK, {"title": TITLE}).status_code == 405


@pytest.mark.parametrize("promises", [1, 3])
def test_the_number_of_queries_is_the_same_for_any_number_found(
    as_editor, known, public, django_assert_num_queries, promises
):
    for n in range(1, promises):
        make_public(public, (Commitment(), pledge_content(id=f"chn-2010-{n}", title=TITLE)))
    asking = {"title": TITLE, **of_china()}
    with django_assert_num_queries(10):
        found = as_editor.get(ASK, asking).json()["found"]
    assert len(found) == promises
