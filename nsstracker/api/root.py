"""The first addresses of the API: what it is, and what it lists."""

from django.conf import settings
from django.http.response import HttpResponseBase

from commitments.api import formats
from commitments.api.links import link
from commitments.api.resources import NoFilter
from commitments.api.viewsets import JSON_ONLY, Reading, refuse

MORE = (
    "changes", "releases", "export", "submissions", "webhooks", "stats", "stats/history", "schema",
    "schemas",
)  # fmt: skip


class Listing(Reading):
    """An address that names others."""

    offered = JSON_ONLY

    def listing(self, content: dict[str, str]) -> HttpResponseBase:
        given = self.request._request.GET

        def build(form: str) -> HttpResponseBase:
            refuse(NoFilter(given, strict=True, also=("format",)), [], given)
            return formats.json_answer(content)

        return self.answered(build)


class Start(Listing):
    """Where the API begins."""

    schema = None

    def list(self, request) -> HttpResponseBase:
        """Version, documentation and schema."""
        base = f"{settings.SITE_URL}/api/"
        return self.listing(
            {
                "title": "NSS Tracker API",
                "v1": f"{base}v1/",
                "docs": f"{base}docs/",
                "schema": f"{base}v1/schema/",
            }
        )


class Root(Listing):
    """The resources of version 1."""

    names: tuple[str, ...] = ()

    def list(self, request) -> HttpResponseBase:
        """The address of each resource, and in the header what describes them (RFC 8631)."""
        starts = [
            link("/api/v1/schema/", "service-desc", "application/vnd.oai.openapi+json"),
            link("/api/docs/", "service-doc", "text/html"),
            link("/data/catalog.jsonld", "describedby", "application/ld+json"),
        ]
        base = f"{settings.SITE_URL}/api/v1/"
        answer = self.listing({name: f"{base}{name}/" for name in (*self.names, *MORE)})
        answer["Link"] = ", ".join(starts)
        return answer
