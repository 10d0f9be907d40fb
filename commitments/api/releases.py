"""Editions of the whole data set: a list, what is known of each, and their files."""

from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from commitments.api import formats
from commitments.api.errors import Missing
from commitments.api.fields import in_utc
from commitments.api.pagination import PARAMETERS, Order, Paging, link_header
from commitments.api.resources import NoFilter
from commitments.api.viewsets import JSON_ONLY, Reading, refuse
from commitments.attachments import attachment
from commitments.exchange import releases
from commitments.models import Release
from commitments.queries import feed, log

PATH = "/api/v1/releases/"
NEWEST_FIRST = Order("number", down=True, identity="number")
FIELDS = [field.name for field in Release._meta.fields]
# an edition never changes; a day, should one have to be taken back
KEPT = "public, max-age=86400, immutable"


class Releases(Reading):
    """Numbered editions, each with digests, what changed since the one before, and how to cite it."""

    offered = JSON_ONLY

    def list(self, request) -> HttpResponseBase:
        """All editions, the newest first."""
        return self.answered(self._list)

    def _list(self, form: str) -> HttpResponseBase:
        request = self.request._request
        paging = Paging(request)
        also = ("format", *PARAMETERS)
        refuse(NoFilter(request.GET, strict=True, also=also), paging.faults, request.GET)
        rows, links = paging.page(Release.objects.all(), NEWEST_FIRST, FIELDS)
        epoch, _last = log.head()
        results = [shown(Release(**row), epoch) for row in rows]
        answer = formats.json_answer(
            {"count": Release.objects.count(), **links, "results": results}
        )
        if any(links.values()):
            answer["Link"] = link_header(links)
        return answer

    def retrieve(self, request, number: int) -> HttpResponseBase:
        """One edition, with the files inside its package."""
        return self.answered(lambda form: self._detail(number))

    def _detail(self, number: int) -> HttpResponseBase:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True, also=("format",)), [], given)
        release = found(number)
        epoch, _last = log.head()
        return formats.json_answer(shown(release, epoch) | {"contents": release.contents})

    def package(self, request, number: int) -> HttpResponseBase:
        """The data package of an edition, a zip file."""
        release = self._wanted(number)
        return self._file(release, release.package_name, release.sha256, "application/zip")

    def changes(self, request, number: int) -> HttpResponseBase:
        """Every row that was added, changed or removed since the edition before, as CSV."""
        release = self._wanted(number)
        kind = "text/csv; charset=utf-8; header=present"
        return self._file(release, release.changes_name, release.changes_sha256, kind)

    def _wanted(self, number: int) -> Release:
        given = self.request._request.GET
        refuse(NoFilter(given, strict=True), [], given)
        return found(number)

    def _file(self, release: Release, name: str, digest: str, kind: str) -> HttpResponseBase:
        path = releases.folder_of(release) / name
        if not path.is_file():
            raise Missing(f"The files of release {release.number} are not here at the moment.")
        etag, made = f'"{digest}"', int(release.made_at.timestamp())
        answer: HttpResponseBase | None = get_conditional_response(
            self.request._request, etag, made
        )
        answer = answer or attachment(path.open("rb"), name, kind)
        answer["ETag"], answer["Last-Modified"], answer["Cache-Control"] = (
            etag,
            http_date(made),
            KEPT,
        )
        return answer


def found(number: int) -> Release:
    """An edition by its number; raises Missing."""
    release = Release.objects.filter(pk=number).first()
    if release is None:
        raise Missing("There is no release with this number.")
    return release


def shown(release: Release, epoch: str) -> dict[str, Any]:
    """What is told of an edition in a list."""
    url = f"{settings.SITE_URL}{PATH}{release.number}/"
    return {
        "id": release.number,
        "url": url,
        "made_at": in_utc(release.made_at),
        "cursor": feed.cursor(epoch, release.seq),
        "package": {
            "url": f"{url}package/",
            "name": release.package_name,
            "size": release.size,
            "sha256": release.sha256,
        },
        "changes": {
            "url": f"{url}changes/",
            "name": release.changes_name,
            "size": release.changes_size,
            "sha256": release.changes_sha256,
        },
        "counts": release.counts,
        "citation": releases.citation(release),
    }
