"""What a page tells depends on the day it shows (rules R3, R5, R14, R15)."""

import datetime

import pytest

from commitments.actions import standings
from commitments.models import Commitment, ProgressReport
from tests import factories as make
from tests.site import printed

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2020, 5, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def commitment():
    return make.whole_commitment(slug="old-pledge")


def page_of(client, commitment, **query):
    standings.refresh([commitment.pk])
    return client.get(f"/commitments/{commitment.slug}/", query)


def test_a_document_counts_the_parties_of_the_day(client):
    document = make.whole_document()
    make.DocumentPartyFactory(document=document, role="subscriber", joined_on="2015")
    for path in ("/documents/", f"/summits/{document.summit.slug}/"):
        for day, count in (("2013-01-01", 1), ("2016-01-01", 2)):
            page = client.get(path, {"as_of": day})
            assert page.context["documents"][0].party_count == count


def test_a_document_tells_who_joined_later_the_earliest_first(client):
    document = make.whole_document()
    at_once = make.PartyFactory(name="Dland")
    make.DocumentPartyFactory(document=document, party=at_once, joined_on=str(document.adopted_on))
    for name, joined_on in (("Aland", "2016"), ("Bland", "2015-11-13"), ("Cland", "2016-04")):
        party = make.PartyFactory(name=name)
        make.DocumentPartyFactory(document=document, party=party, joined_on=joined_on)
    page = printed.words(client.get(document.get_absolute_url()).content.decode())
    later = "Joined later: Bland (13 November 2015), Cland (April 2016), Aland (2016)."
    assert f"5 parties on record. {later}" in page
    page = printed.words(
        client.get(f"{document.get_absolute_url()}?as_of=2014-03-25").content.decode()
    )
    assert "2 parties on record." in page
    assert "Joined later" not in page


@pytest.mark.parametrize("note", ["", "She came a day late."])
def test_remarks_have_a_column_only_where_there_is_one(client, note):
    one = make.ParticipationFactory(attended=True, note=note)
    for path in (one.party.get_absolute_url(), one.summit.get_absolute_url()):
        page = client.get(path).content.decode()
        assert ('<th scope="col">Remark</th>' in page) == bool(note), path
        assert note in page, path


def test_a_measure_stands_beside_its_target_where_both_have_one_unit(client, commitment):
    Commitment.objects.update(target_quantity=2000, target_unit="people a year")
    for unit in ("people a year", "courses"):
        make.sourced_report(commitment=commitment, measure_quantity=1500, measure_unit=unit)
    page = printed.words(page_of(client, commitment).content.decode())
    assert "1,500 people a year (target: 2,000)" in page
    assert "1,500 courses Self-reported" in page


def test_a_documents_table_judges_nothing_that_cannot_be_judged(client):
    document = make.whole_document()
    member = document.document_parties.get().party
    vague = make.whole_commitment(
        document=document, assessable=False, not_assessable_why="It is too vague."
    )
    make.PartFactory(commitment=vague, party=member)
    make.sourced_report(commitment=vague, status="completed")
    standings.refresh([vague.pk])
    page = client.get(document.get_absolute_url()).content.decode()
    table = page.partition("Who stands behind it")[2]
    assert "not assessable" in table
    assert "completed" not in table


def test_a_document_whose_parties_are_not_known_says_so(client):
    document = make.whole_document()
    document.document_parties.all().delete()
    page = client.get(document.get_absolute_url()).content.decode()
    assert "No party behind it is on record yet." in page
    assert "Leads and subscribers" not in page
    summit = client.get(document.summit.get_absolute_url()).content.decode()
    assert "0 parties on record" in summit


def test_a_vague_promise_has_no_since(client, commitment):
    Commitment.objects.update(assessable=False, not_assessable_why="It is too vague.")
    make.sourced_report(commitment=commitment, date="2014-03-25")
    facts = page_of(client, commitment).content.decode().partition("<dt>Made on")[0]
    assert "since" not in facts


def test_the_wider_promise_is_named_once_it_had_been_made(client, commitment):
    wider = make.whole_commitment(title="The wider one", made_on="2014-03-25")
    Commitment.objects.filter(pk=commitment.pk).update(implements=wider)
    assert "The wider one" not in page_of(client, commitment, as_of="2013-01-01").content.decode()
    assert "The wider one" in page_of(client, commitment).content.decode()


def edits_of(client, commitment):
    return page_of(client, commitment).context["edits"]


def test_the_front_page_counts_who_made_promises_by_the_day(client, commitment):
    late = make.whole_commitment(made_on="2014-03-25")
    make.PartFactory(commitment=late, party=make.PartyFactory(kind="organization"))
    standings.refresh([commitment.pk, late.pk])
    assert client.get("/?as_of=2013-01-01").context["makers"] == {"country": 1, "organization": 0}
    assert client.get("/").context["makers"] == {"country": 2, "organization": 1}


def test_the_method_page_says_how_we_know_and_of_how_many(client, record):
    page = client.get("/method/").context
    assert page["reports"] == ProgressReport.objects.count() == sum(page["by_basis"].values())
    assert 0 < page["heads"]["known"] <= page["heads"]["came"]


def test_a_party_took_part_in_no_summit_that_had_not_begun(client):
    there = make.ParticipationFactory()
    path = there.party.get_absolute_url()
    for day, count in (("2012-03-25", 0), ("2012-03-26", 1)):
        assert len(client.get(path, {"as_of": day}).context["participations"]) == count


def test_a_day_before_any_promise_says_so(client, commitment):
    standings.refresh([commitment.pk])
    assert "No promise had been made by" in client.get("/?as_of=2010-01-01").content.decode()


def test_the_front_page_counts_the_summits_that_had_met(client, commitment):
    standings.refresh([commitment.pk])
    make.SummitFactory(start_on="2030-01-01", end_on="2030-01-02")
    begun = commitment.summit.start_on

    def lead(day):
        return printed.lead(client.get("/", {"as_of": day.isoformat()}).content.decode())

    Commitment.objects.update(made_on="2000", made_on_last=datetime.date(2000, 12, 31))
    assert lead(begun).startswith("At and around the first Nuclear Security Summit, 1 countries")
    assert lead(begun - datetime.timedelta(days=1)).startswith("Before the first Nuclear")


def test_a_summit_without_promises_yet_says_so_and_counts_nothing(client):
    summit = make.SummitFactory()
    page = client.get(summit.get_absolute_url(), {"as_of": "2012-01-01"}).content.decode()
    said = "No promise that belongs to this summit had been made by 1 January 2012."
    assert printed.lead(page) == said
    assert f'<meta name="description" content="{summit}: {said}">' in page
    assert "0 of 0" not in page
    assert "List all 0" not in page


def test_what_a_partys_page_of_a_past_day_leads_to_is_of_that_day(client):
    one = make.ParticipationFactory(party__slug="farland", party__code="FAR")
    text = client.get("/countries/farland/", {"as_of": "2017-01-01"}).content.decode()
    assert f'href="{one.summit.get_absolute_url()}?as_of=2017-01-01#FAR"' in text
    assert 'href="/api/v1/commitments/?party=FAR&amp;as_of=2017-01-01"' in text
    assert 'href="/api/v1/commitments/?party=FAR&amp;format=csv&amp;as_of=2017-01-01"' in text


def test_a_summit_that_had_not_met_has_no_participants_yet(client):
    one = make.ParticipationFactory()
    for path in ("/summits/", one.summit.get_absolute_url()):
        early = client.get(path, {"as_of": "2000-01-01"})
        text = early.content.decode()
        assert "parties came" not in text
        assert "took part" not in text
        assert "met" in text
        assert str(one.party) not in text
    assert str(one.party) in client.get(one.summit.get_absolute_url()).content.decode()


def test_a_document_not_yet_adopted_is_not_there(client):
    document = make.whole_document(adopted_on="2012-03")
    answer = client.get(document.get_absolute_url(), {"as_of": "2000-01-01"})
    assert answer.status_code == 404
    said = "This document dates from March 2012, after the day asked for."
    assert said in answer.content.decode()
    assert client.get(document.get_absolute_url()).status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", ("1 promise belongs to this summit.", "What became of the promise")),
        ("/fr", ("1 engagement relève de ce sommet.", "Ce qu’est devenu l’engagement")),
        ("/es", ("1 compromiso corresponde a esta cumbre.", "Qué fue del compromiso")),
    ],
)
def test_a_summit_of_one_promise_speaks_of_one(client, commitment, code, words):
    standings.refresh([commitment.pk])
    text = client.get(f"{code}/summits/{commitment.summit.slug}/").content.decode()
    assert all(one in text for one in words)
    assert words[0].rstrip(".") in client.get(f"{code}/summits/").content.decode()
