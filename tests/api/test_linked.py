"""What programs of others read us by: JSON Schemas, JSON-LD, links, items of Wikidata."""

import csv
import re

import jsonschema
import pytest

from commitments.api import components, linked
from nsstracker.api import schemas
from summits.wikidata import ITEMS
from tests.api.reading import LISTS, V1, body, faults, get, problem_of, table
from tests.exchange.conftest import DATA

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("record")]
CENTRE = f"{V1}/commitments/chn-2010-centre-of-excellence/"
KEYWORDS = {"@context", "@type", "@value"}
HERE = "https://tracker.example"  # the public address in tests


def nodes(value):
    """Every object in a document of JSON-LD."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict):
        yield value
        yield from nodes(list(value.values()))


@pytest.mark.parametrize("resource", components.ALL, ids=lambda one: one.name)
def test_a_record_fits_the_schema_that_it_links_to(client, resource):
    first = get(client, f"{V1}/{resource.name}/?page_size=1")["results"][0]
    answer = client.get(f"{V1}/{resource.name}/{first['id']}/")
    links = re.findall(r'<(\S+?)>; rel="(\S+)"', answer["Link"])
    found = {relation: target for target, relation in links}
    described = client.get(found["describedby"])
    assert described["Content-Type"] == "application/schema+json"
    schema = described.json()
    assert (schema["$id"], schema["title"]) == (found["describedby"], resource.schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    holds = jsonschema.Draft202012Validator(schema).is_valid
    record = answer.json()
    assert holds(record)
    assert holds(record | {"of_next_year": 1})
    assert not holds({name: value for name, value in record.items() if name != "url"})
    assert get(client, found["collection"])["count"]
    assert found["license"] == linked.LICENCE


def test_the_schemas_are_listed_and_name_each_other(client):
    listed = get(client, f"{V1}/schemas/")
    assert set(listed) == set(schemas.NAMES)
    assert len(listed) == len(LISTS)
    assert all(get(client, address)["$id"] == address for address in listed.values())
    assert "party, " in problem_of(client.get(f"{V1}/schemas/nosuch.json"), 404)["detail"]
    assert faults(client, f"{V1}/schemas/party.json?x=1") == [("x", "unknown")]


def test_a_commitment_is_told_in_the_words_of_others(client):
    answer = client.get(CENTRE, headers={"Accept": "application/ld+json"})
    assert answer["Content-Type"] == "application/ld+json"
    assert "Accept" in answer["Vary"]
    shown = answer.json()
    assert body(client.get(f"{CENTRE}?format=jsonld")) == body(answer)
    plain = get(client, CENTRE)
    assert (shown["id"], shown["page"], shown["identifier"]) == (
        plain["url"], plain["page"], plain["id"],
    )  # fmt: skip
    assert shown["made_on"] == {"@type": "xsd:date", "@value": "2010-04-13"}
    assert shown["target_date"] == {"@type": "xsd:gYear", "@value": "2015"}
    assert shown["lead"] == [
        {"id": f"{HERE}{V1}/parties/CHN/", "type": "prov:Agent", "identifier": "CHN",
         "sameAs": "http://www.wikidata.org/entity/Q148"}
    ]  # fmt: skip
    assert shown["status"] == "nss:completed"
    assert shown["progress_reports"] == [one["url"] for one in plain["progress_reports"]]
    then = client.get(f"{CENTRE}?format=jsonld&as_of=2014-03-25").json()
    assert then["status"] == "nss:in_progress"
    assert (then["id"], then["specializationOf"]) == (
        f"{shown['id']}?as_of=2014-03-25", shown["id"],
    )  # fmt: skip
    assert 'type="application/ld+json"' in client.get(CENTRE)["Link"]


def test_a_report_is_told_in_the_words_of_others(client):
    of_iaea = f"{V1}/progress-reports/ca3b9ad3-302b-5929-ad64-599f9867ba01/?format=jsonld"
    shown = get(client, of_iaea)
    assert shown["type"] == ["ProgressReport", "prov:Entity", "schema:Report"]
    assert shown["commitment"] == f"{HERE}{CENTRE}"
    assert shown["date"] == {"@type": "xsd:gYearMonth", "@value": "2020-02"}
    assert shown["reported_by"]["sameAs"] == "http://www.wikidata.org/entity/Q41984"
    assert shown["citations"] == [
        f"{HERE}{V1}/sources/{one}/" for one in ("iaea-bulletin-2020-snstc", "icons-2020-snstc")
    ]
    assert shown["measure"] == {
        "type": "schema:QuantitativeValue", "quantity": 3000, "unit": "people trained",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["commitments", "progress-reports"])
def test_every_term_has_a_meaning_and_every_reference_an_address(client, name):
    answer = client.get(f"{V1}/context.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    context = answer.json()["@context"]
    prefixes = {"schema", "prov", "xsd", "nss"}
    for meaning in context.values():
        term = meaning["@id"] if isinstance(meaning, dict) else str(meaning)
        assert term.startswith(("@", "http", "1.1")) or term.partition(":")[0] in prefixes
    assert faults(client, f"{V1}/context.jsonld?x=1") == [("x", "unknown")]
    for row in get(client, f"{V1}/{name}/?page_size=15")["results"]:
        shown = get(client, f"{V1}/{name}/{row['id']}/?format=jsonld")
        assert shown["@context"] == f"{HERE}{V1}/context.jsonld"
        for node in nodes(shown):
            assert set(node) <= set(context) | KEYWORDS
            assert None not in node.values()
            for term, value in node.items():
                meaning = context.get(term)
                if isinstance(meaning, dict) and meaning["@type"] == "@id":
                    given = value if isinstance(value, list) else [value]
                    assert all(re.match("https?://|nss:", one) for one in given), (term, value)


@pytest.mark.parametrize("name", [one for one in LISTS if one[:8] not in ("commitme", "progress")])
def test_other_records_have_no_such_form(client, name):
    first = get(client, f"{V1}/{name}/?page_size=1")["results"][0]["id"]
    assert faults(client, f"{V1}/{name}/{first}/?format=jsonld") == [("format", "invalid")]


def test_every_party_has_its_item_of_wikidata_and_the_package_has_not(client):
    found = {row["id"]: row["wikidata"] for row in table(client, f"{V1}/parties/?format=csv")}
    assert found == ITEMS
    assert len(set(ITEMS.values())) == len(ITEMS)
    with (DATA / "parties.csv").open(encoding="utf-8", newline="") as file:
        assert "wikidata" not in next(csv.reader(file))
    assert (ITEMS["FRA"], ITEMS["USA"], ITEMS["UN"]) == ("Q142", "Q30", "Q1065")


def test_the_first_address_leads_to_what_describes_the_api(client):
    answer = client.get(f"{V1}/")
    for target, relation in re.findall(r'<(\S+?)>; rel="(\S+)"', answer["Link"]):
        assert client.get(target).status_code == 200, relation
    assert 'rel="service-desc"' in answer["Link"]
