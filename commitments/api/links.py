"""Where an answer leads, as its Link header says it (RFC 8288)."""

from typing import Any

from django.conf import settings

from commitments.api import linked
from commitments.api.resources import Resource

SCHEMAS = "/api/v1/schemas/"
SCHEMA_TYPE = "application/schema+json"


def schema_name(resource: Resource) -> str:
    """The name under which the JSON Schema of a resource's records is found."""
    return resource.table.record_type.replace("_", "-")


def of_record(resource: Resource, shown: dict[str, Any]) -> str:
    """A record's list, schema and licence, its page for readers and its other form."""
    own = shown["api_url" if resource.name == "sources" else "url"]
    found = [
        link(f"/api/v1/{resource.name}/", "collection"),
        link(f"{SCHEMAS}{schema_name(resource)}.json", "describedby", SCHEMA_TYPE),
        link(linked.LICENCE, "license"),
    ]
    if "page" in shown:
        found.append(link(shown["page"], "alternate", "text/html"))
    if resource.linked:
        found.append(link(f"{own}?format={linked.JSONLD}", "alternate", linked.MEDIA_TYPE))
    return ", ".join(found)


def link(target: str, relation: str, media_type: str = "") -> str:
    """One link; a path is one of this site."""
    target = f"{settings.SITE_URL}{target}" if target.startswith("/") else target
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{target}>; rel="{relation}"{kind}'
