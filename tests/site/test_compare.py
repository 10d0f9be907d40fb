"""Parties side by side: the API's counts, and every open promise in one place from summit to summit."""

import datetime

import pytest

from commitments.actions import standings
from tests import factories as make
from tests import independent

DAYS = [datetime.date(2012, 3, 27), datetime.date(2014, 3, 25), datetime.date(2016, 4, 1), None]
PAIR = "/compare/?party=CHN&party=USA"


@pytest.mark.parametrize("day", DAYS)
def test_every_count_is_the_apis(client, record, day):
    asked = f"&as_of={day}" if day else ""
    for column in client.get(PAIR + asked).context["columns"]:
        for by in ("theme", "summit"):
            address = f"/api/v1/stats/?by={by}&party={column.party.code}{asked}"
            rows = {row["key"]: row for row in client.get(address).json()["rows"]}
            counted = getattr(column, f"by_{by}")
            assert counted.keys() == rows.keys()
            for key, one in counted.items():
                assert one.by_status == rows[key]["by_status"]
                assert (one.total, one.not_assessable, one.overdue) == (
                    rows[key]["total"],
                    rows[key]["not_assessable"],
                    rows[key]["overdue"],
                )
        assert column.tally.total == sum(one.total for one in column.by_summit.values())
        assert column.tally.total == sum(one.total for one in column.by_role.values())


def test_the_steps_are_those_that_the_csv_files_give(client, record):
    ends = [*independent.summit_days(), datetime.date.today()]
    then = [independent.parts(day) for day in ends]
    ended = {"completed", "withdrawn"}
    for column in client.get(PAIR).context["columns"]:
        code = column.party.code
        states = [{slug: s for (slug, party), s in one.items() if party == code} for one in then]
        for step, before, now in zip(column.steps, [{}, *states], states, strict=False):
            was_open = {slug for slug, status in before.items() if status not in ended}
            assert step.before == len(was_open)
            done = {slug for slug in was_open if now[slug] == "completed"}
            assert {one.slug for one in step.finished} == done
            dropped = {slug for slug in was_open if now[slug] == "withdrawn"}
            assert {one.slug for one in step.dropped} == dropped
            assert {one.slug for one in step.new} <= now.keys() - before.keys()
        assert [step.summit.slug if step.summit else None for step in column.steps] == [
            *sorted(row["id"] for row in independent.rows("summits")),
            None,
        ]


@pytest.fixture
def story(db):
    """One party's five promises of 2012, and one of 2014 that carries out one of them."""
    party, other = make.PartyFactory(code="ONE"), make.PartyFactory(code="TWO")
    first = make.SummitFactory(slug="first", start_on="2012-03-26", end_on="2012-03-27")
    second = make.SummitFactory(slug="second", start_on="2014-03-24", end_on="2014-03-25")
    old = {
        name: make.CommitmentFactory(slug=name, title=name.title(), summit=first)
        for name in ("done", "given-up", "left", "renewed", "open")
    }
    new = make.CommitmentFactory(
        slug="new", summit=second, made_on="2014-03-25", implements=old["renewed"]
    )
    fresh = make.CommitmentFactory(slug="fresh", summit=second, made_on="2014-03-25")
    for one in (*old.values(), new, fresh):
        left = "2013" if one.slug == "left" else None
        make.PartFactory(commitment=one, party=party, left_on=left)
        make.PartFactory(commitment=one, party=other, role="partner")
    make.sourced_report(commitment=old["done"], date="2013-05-01", status="completed")
    make.sourced_report(commitment=old["given-up"], date="2013-05-01", status="withdrawn")
    standings.refresh([one.pk for one in (*old.values(), new, fresh)])


def told(step):
    names = ("finished", "dropped", "renewed", "still_open", "new")
    return [[one.slug for one in getattr(step, name)] for name in names]


def test_each_open_promise_stands_in_one_place_from_summit_to_summit(client, story):
    page = client.get("/compare/?party=ONE&party=TWO")
    one, two = page.context["columns"]
    assert told(one.steps[1]) == [["done"], ["given-up", "left"], ["renewed"], ["open"], ["fresh"]]
    assert told(two.steps[1])[1] == ["given-up"]
    assert "Taken up again" in page.content.decode()


def test_a_step_ends_on_the_day_shown(client, story):
    (one, _two) = client.get("/compare/?party=ONE&party=TWO&as_of=2013-06-01").context["columns"]
    assert [step.day.isoformat() for step in one.steps] == ["2012-03-27", "2013-06-01"]
    assert told(one.steps[1])[0] == ["done"]


def test_without_a_party_the_page_offers_the_choice(client, story):
    page = client.get("/compare/?party=&party=&as_of=2013-06-01")
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count('name="party"') == 4
    assert 'name="as_of" value="2013-06-01"' in text


@pytest.mark.parametrize(
    "query",
    [
        "party=ONE",
        "party=ONE&party=ONE",
        "party=ONE&party=NOSUCH",
        "party=ONE&party=TWO&party=AAA&party=BBB&party=CCC",
        "party=ONE&party=TWO&as_of=2999-01-01",
    ],
)
def test_a_bad_choice_is_a_400_page(client, story, query):
    for code in ("AAA", "BBB", "CCC"):
        make.PartyFactory(code=code)
    answer = client.get(f"/compare/?{query}")
    assert answer.status_code == 400
    assert answer["Cache-Control"] == "no-store"


def test_one_party_alone_is_told_how_many_to_name(client, story):
    words = client.get("/compare/?party=ONE").content.decode()
    assert "Name two to four different parties" in words
    assert 'href="/compare/"' in words


def test_a_party_that_is_not_public_cannot_be_compared(client, story):
    make.PartyFactory(code="SEC", draft=True)
    assert client.get("/compare/?party=ONE&party=SEC").status_code == 400
    assert b"SEC" not in client.get("/compare/").content


def test_the_parties_stand_in_the_order_asked_for_and_share_one_canonical_address(client, story):
    page = client.get("/compare/?party=TWO&party=ONE")
    assert [one.party.code for one in page.context["columns"]] == ["TWO", "ONE"]
    assert b'/compare/?party=ONE&amp;party=TWO">' in page.content


def test_a_country_leads_to_its_comparison(client, story):
    text = client.get("/countries/land-one/?as_of=2013-06-01").content.decode()
    form = text[text.index('action="/compare/"') :].partition("</form>")[0]
    assert 'name="party" value="ONE"' in form
    assert 'value="2013-06-01"' in form
    assert '<option value="TWO">' in form
