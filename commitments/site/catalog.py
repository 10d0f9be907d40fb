"""The data set as catalogues harvest it: DCAT 3, with its files, the API, and the series of releases."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.exchange import export
from commitments.exchange import releases as editions
from commitments.models import Release
from commitments.queries import freshness, releases
from commitments.site import linked
from commitments.site.pages import page

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
PACKAGE_FORMAT = "https://specs.frictionlessdata.io/data-package/"
SHA256 = "spdx:checksumAlgorithm_sha256"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LISTED = 100  # releases, the newest
Node = dict[str, Any]


@page
def catalog(request: HttpRequest) -> HttpResponse:
    """``/data/catalog.jsonld``"""
    text = json.dumps(described(), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/ld+json")


def described() -> Node:
    """The catalogue and everything in it."""
    about = linked.dataset((), None)
    made = list(releases.newest(LISTED))
    return {
        "@context": CONTEXT,
        "@id": _at("catalog"),
        "@type": "dcat:Catalog",
        "dcterms:title": about["name"],
        "dcterms:description": about["description"],
        "foaf:homepage": {"@id": _at("home")},
        **_shared(),
        "dcat:dataset": [_record(about), *_series(about, made)],
        "dcat:service": _service(),
    }


def _service() -> Node:
    """The API that serves the record."""
    return {
        "@id": _at("api-root"),
        "@type": "dcat:DataService",
        "dcterms:title": _("API of the NSS Tracker"),
        "dcat:endpointURL": {"@id": _at("api-root")},
        "dcat:endpointDescription": {"@id": _at("api-schema")},
        "dcat:servesDataset": {"@id": _of_data("record")},
        **_shared(),
    }


def _record(about: Node) -> Node:
    """The record as it is now, with the files it can be had as."""
    changed_at = freshness.current().changed_at
    return {
        "@id": _of_data("record"),
        "@type": "dcat:Dataset",
        "dcterms:title": about["name"],
        "dcterms:description": about["description"],
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": linked.FIRST_PROMISES},
        },
        "dcat:landingPage": {"@id": _at("data")},
        "dcat:keyword": ["nuclear security", "Nuclear Security Summit", "commitments"],
        **_shared(),
        **({"dcterms:modified": _moment(changed_at)} if changed_at else {}),
        "dcat:distribution": [
            _distribution(name, _at("export", name), export.media_type(name))
            for name in export.WRITERS
        ],
    }


def _series(about: Node, made: list[Release]) -> list[Node]:
    """The series of releases, and each of them; nothing before the first."""
    if not made:
        return []
    series = {
        "@id": _of_data("releases"),
        "@type": "dcat:DatasetSeries",
        "dcterms:title": _("Releases of the NSS Tracker"),
        "dcterms:description": _("Numbered editions of the whole data set that never change."),
        "dcat:last": {"@id": _of_release(made[0].number)},
        **_shared(),
    }
    return [series, *(_release(about, one) for one in made)]


def _release(about: Node, release: Release) -> Node:
    """One edition and its package."""
    before = {"dcat:prev": {"@id": _of_release(release.number - 1)}} if release.number > 1 else {}
    return {
        "@id": _of_release(release.number),
        "@type": "dcat:Dataset",
        "dcterms:title": f"{about['name']}. {release}",
        "dcterms:description": about["description"],
        "dcat:version": str(release.number),
        "dcterms:issued": _moment(release.made_at),
        "dcterms:bibliographicCitation": editions.citation(release),
        "dcat:inSeries": {"@id": _of_data("releases")},
        "dcat:isVersionOf": {"@id": _of_data("record")},
        **before,
        **_shared(),
        "dcat:distribution": _package(release),
    }


def _package(release: Release) -> Node:
    """The package of an edition, with its size and digest."""
    address = _at("release", release.number)
    return _distribution(release.package_name, address, "application/zip") | {
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(release.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": SHA256},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": release.sha256},
        },
    }


def _distribution(name: str, address: str, media_type: str) -> Node:
    """One file to download."""
    packaged = {
        "dcterms:conformsTo": {"@id": PACKAGE_FORMAT},
        "dcat:packageFormat": {"@id": f"{MEDIA_TYPES}{media_type}"},
    }
    return {
        "@type": "dcat:Distribution",
        "dcterms:title": name,
        "dcat:downloadURL": {"@id": address},
        "dcat:accessURL": {"@id": _at("data")},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{media_type}"},
        "dcterms:license": {"@id": linked.LICENCE},
        **(packaged if media_type == "application/zip" else {}),
    }


def _shared() -> Node:
    """What is true of all of them."""
    return {
        "dcterms:publisher": {
            "@id": f"{settings.SITE_URL}/#publisher",
            "@type": "foaf:Agent",
            "foaf:name": _("NSS Tracker"),
        },
        "dcterms:license": {"@id": linked.LICENCE},
        "dcterms:language": {
            "@id": "http://publications.europa.eu/resource/authority/language/ENG"
        },
    }


def _moment(at: Any) -> Node:
    return {"@type": "xsd:dateTime", "@value": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


def _at(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _of_data(part: str) -> str:
    return f"{_at('data')}#{part}"


def _of_release(number: int) -> str:
    return f"{settings.SITE_URL}{reverse('api-root')}releases/{number}/"
