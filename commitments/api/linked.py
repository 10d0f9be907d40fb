"""Commitments and progress reports as JSON-LD, in the words of schema.org and PROV-O (decision 062)."""

import datetime
from typing import Any

from django.conf import settings

from commitments.choices import PartyRole
from summits.wikidata import ENTITY, ITEMS

JSONLD, MEDIA_TYPE = "jsonld", "application/ld+json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PATH = "/api/v1/context.jsonld"
PRECISION = {4: "gYear", 7: "gYearMonth", 10: "date"}  # of a partial date, by its length
ADDRESS = {"@type": "@id"}
Node = dict[str, Any]


def context() -> Node:
    """What the terms mean; ``nss`` are those of this site, which nobody else has."""
    return {
        "@context": {
            "@version": 1.1,
            "schema": "https://schema.org/",
            "prov": "http://www.w3.org/ns/prov#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "nss": f"{settings.SITE_URL}{PATH}#",
            "id": "@id",
            "type": "@type",
            "Commitment": "nss:Commitment",
            "ProgressReport": "nss:ProgressReport",
            "identifier": "schema:identifier",
            "name": "schema:name",
            "abstract": "schema:abstract",
            "made_on": "schema:dateCreated",
            "date": "schema:dateCreated",
            "target_date": "nss:target_date",
            "published_at": {"@id": "schema:datePublished", "@type": "xsd:dateTime"},
            "updated_at": {"@id": "schema:dateModified", "@type": "xsd:dateTime"},
            "version": "schema:version",
            "page": {"@id": "schema:url"} | ADDRESS,
            "license": {"@id": "schema:license"} | ADDRESS,
            "sameAs": {"@id": "schema:sameAs"} | ADDRESS,
            "lead": "schema:creator",
            "partner": "schema:contributor",
            "subscriber": "nss:subscriber",
            "summit": {"@id": "prov:wasGeneratedBy"} | ADDRESS,
            "document": {"@id": "schema:isPartOf"} | ADDRESS,
            "implements": {"@id": "schema:isBasedOn"} | ADDRESS,
            "themes": {"@id": "schema:about"} | ADDRESS,
            "progress_reports": {"@id": "schema:subjectOf"} | ADDRESS,
            "commitment": {"@id": "schema:about"} | ADDRESS,
            "party": "schema:mentions",
            "reported_by": "prov:wasAttributedTo",
            "citations": {"@id": "prov:wasDerivedFrom"} | ADDRESS,
            "specializationOf": {"@id": "prov:specializationOf"} | ADDRESS,
            "measure": "nss:measure",
            "quantity": "schema:value",
            "unit": "schema:unitText",
            "kind": {"@id": "nss:kind"} | ADDRESS,
            "status": {"@id": "nss:status"} | ADDRESS,
            "basis": {"@id": "nss:basis"} | ADDRESS,
        }
    }


def commitment(shown: Node) -> Node:
    """A commitment from its JSON, so as of the same day."""
    return _known(
        _common(shown, ["Commitment", "prov:Plan", "schema:CreativeWork"])
        | {
            "name": shown["title"],
            "kind": _term(shown["kind"]),
            "made_on": _date(shown["made_on"]),
            "target_date": _date(shown["target_date"]),
            "summit": _address("summits", shown["summit"]),
            "document": _address("documents", shown["document"]),
            "implements": _address("commitments", shown["implements"]),
            "themes": [_address("themes", one) for one in shown["themes"]],
            "progress_reports": [one["url"] for one in shown["progress_reports"]],
            **{
                str(role): [_agent(one["party"]) for one in shown["parties"] if one["role"] == role]
                for role in PartyRole.values
            },
        }
    )


def report(shown: Node) -> Node:
    """A progress report from its JSON."""
    by = shown["reported_by"]
    measure = shown["measure"]
    return _known(
        _common(shown, ["ProgressReport", "prov:Entity", "schema:Report"])
        | {
            "date": _date(shown["date"]),
            "commitment": _address("commitments", shown["commitment"]),
            "party": shown["party"] and _agent(shown["party"]),
            "measure": measure and {"type": "schema:QuantitativeValue"} | measure,
            "reported_by": _agent(by["party"])
            if by["party"]
            else {"type": "prov:Agent", "name": by["name"]},
        }
    )


def as_it_stood(node: Node, day: datetime.date) -> Node:
    """A record as of a day: not the record itself, which would then be said to stand in two ways."""
    return node | {"id": f"{node['id']}?as_of={day}", "specializationOf": node["id"]}


def _common(shown: Node, types: list[str]) -> Node:
    """What both say."""
    return {
        "@context": f"{settings.SITE_URL}{PATH}",
        "id": shown["url"],
        "type": types,
        "identifier": shown["id"],
        "page": shown.get("page"),
        "abstract": shown["summary"],
        "status": _term(shown["status"]),
        "basis": _term(shown["basis"]),
        "citations": [_address("sources", one["source"]) for one in shown["citations"]],
        **{name: shown[name] for name in ("published_at", "updated_at", "version")},
        "license": LICENCE,
    }


def _known(node: Node) -> Node:
    """The same without what there is none of."""
    return {name: value for name, value in node.items() if value not in (None, [])}


def _term(word: str | None) -> str | None:
    return word and f"nss:{word}"


def _address(resource: str, public_id: str | None) -> str | None:
    return public_id and f"{settings.SITE_URL}/api/v1/{resource}/{public_id}/"


def _date(written: str | None) -> Node | None:
    return written and {"@type": f"xsd:{PRECISION[len(written)]}", "@value": written}


def _agent(code: str) -> Node:
    """A party, and where else it is described."""
    found = {"id": _address("parties", code), "type": "prov:Agent", "identifier": code}
    return found | ({"sameAs": f"{ENTITY}{ITEMS[code]}"} if code in ITEMS else {})
