"""The endpoints of the resources: a list and a detail each, cached, in the formats offered."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.http.response import HttpResponseBase
from rest_framework.viewsets import ViewSet

from commitments import caching
from commitments.api import formats, linked, links, promises
from commitments.api.errors import BadParameters, Gone, Missing
from commitments.api.formats import fault
from commitments.api.pagination import PARAMETERS, Order, Paging, link_header
from commitments.api.resources import Resource
from commitments.queries import lookup
from commitments.queries.feed import in_utc
from summits.filters import StrictFilterSet
from summits.partial_dates import today

# where the values of a parameter are listed; regions are among the parties
LISTS = {
    "commitment": "commitments",
    "document": "documents",
    "summit": "summits",
    "theme": "themes",
}
JSON_ONLY = {formats.JSON: formats.MEDIA_TYPES[formats.JSON]}


class Reading(ViewSet):
    """A public address that is read: one format of those offered, conditional, open to caches."""

    offered = formats.MEDIA_TYPES

    def perform_content_negotiation(self, request, force=False):  # noqa: FBT002 - inherited
        """Formats are chosen by ``formats.asked_for``; the framework renders nothing here."""
        return self.get_renderers()[0], "application/json"

    def answered(self, build: Any) -> HttpResponseBase:
        """The answer of ``build`` in the format asked for, or 304."""
        request: HttpRequest = self.request._request
        form = formats.asked_for(request, self.offered)
        return caching.conditional(request, lambda: build(form), form=form)

    def finalize_response(self, request, response, *args, **kwargs):
        return caching.vary_by_accept(super().finalize_response(request, response, *args, **kwargs))

    def options(self, request, *args, **kwargs) -> HttpResponse:
        """Which methods there are."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


def refuse(filters: StrictFilterSet, more: list[dict[str, str]], given: QueryDict) -> None:
    """Raise BadParameters where a parameter cannot be followed."""
    empty = [
        fault(name, "empty", "Give a value or leave the parameter out.")
        for name in ("format", "by", "interval")
        if given.get(name) == ""
    ]
    faults = [_led_to_list(one) for one in filters.faults] + more + empty
    if faults:
        raise BadParameters(faults)


def _led_to_list(one: dict[str, str]) -> dict[str, str]:
    """A refusal that does not name all that is allowed, with the list that does."""
    if one["code"] != "unlisted":
        return one
    where = f"{settings.SITE_URL}/api/v1/{LISTS.get(one['parameter'], 'parties')}/"
    return one | {"code": "invalid", "detail": f"{one['detail']} All of them: {where}"}


def ordered_by(found: QuerySet, order: Order) -> tuple[QuerySet, Order]:
    """The selection with a key that is never null: rows without a date come last, up and down."""
    if order.key != "published_on_last":
        return found, order
    last = datetime.date.min if order.down else datetime.date.max
    key = Coalesce(F(order.key), Value(last), output_field=DateField())
    return found.annotate(sort_key=key), Order("sort_key", order.down, order.identity)


class ResourceViewSet(Reading):
    """The list and the details of one resource."""

    resource: Resource = None  # given by the address

    def list(self, request) -> HttpResponseBase:
        """Rows that the filters select: a page of JSON, or all of them as CSV or NDJSON."""
        return self.answered(self._list)

    def retrieve(self, request, public_id: str) -> HttpResponseBase:
        """One record."""
        linked_data = {linked.JSONLD: linked.MEDIA_TYPE} if self.resource.linked else {}
        self.offered = JSON_ONLY | linked_data
        return self.answered(lambda form: self._detail(public_id, form))

    def _list(self, form: str) -> HttpResponseBase:
        request, resource = self.request._request, self.resource
        also = ("format", *PARAMETERS)
        filters = resource.filters(request.GET, resource.published(), strict=True, also=also)
        paging = Paging(request)
        faults = paging.faults
        if form != formats.JSON:
            faults = [
                fault(name, "not_here", f"A {form} answer is the whole selection, without pages.")
                for name in PARAMETERS
                if name in request.GET
            ]
        refuse(filters, faults, request.GET)
        day = getattr(filters, "day", None) or today()
        found = filters.qs
        if resource is promises.COMMITMENTS:
            found = found.with_last_check(day)
        key, down = filters.order
        found, order = ordered_by(found, Order(key, down, resource.identity))
        if form == formats.JSON:
            return self._page(paging, filters.qs.count(), found, order, day)
        return self._table(form, found, order, day)

    def _page(
        self, paging: Paging, count: int, found: QuerySet, order: Order, day: datetime.date
    ) -> HttpResponse:
        rows, links = paging.page(found, order, self.resource.paths)
        results = list(self.resource.objects(rows, day))
        answer = formats.json_answer({"count": count, **links, "results": results})
        if any(links.values()):
            answer["Link"] = link_header(links)
        return answer

    def _table(
        self, form: str, found: QuerySet, order: Order, day: datetime.date
    ) -> HttpResponseBase:
        resource = self.resource
        rows = order.applied(found, backwards=False).values(*resource.paths).iterator(500)
        lines = resource.cells(rows, day) if form == formats.CSV else resource.objects(rows, day)
        header = [one.name for one in resource.flat]
        name = f"nss-{resource.name}"
        return formats.table_answer(form, name, header, lines, empty=self.request.method == "HEAD")

    def _detail(self, public_id: str, form: str) -> HttpResponse:
        request, resource = self.request._request, self.resource.detailed()
        filters = resource.detail_filters(request.GET, strict=True, also=("format",))
        refuse(filters, [], request.GET)
        found = self._found(public_id)
        if found.moved_to is not None:
            return self._moved(found.moved_to.public_id)
        day = getattr(filters, "day", None) or today()
        rows = promises.as_of(resource, day).filter(pk=found.record.pk).values(*resource.paths)
        shown = next(resource.objects(rows, day), None)
        if shown is None:
            kind = resource.table.record_type.replace("_", " ")
            raise Missing(f"This {kind} did not exist on {day}: it is of a later day.")
        content = resource.linked(shown) if form == linked.JSONLD else shown
        answer = HttpResponse(formats.as_json(content), content_type=self.offered[form])
        answer["Link"] = links.of_record(resource, shown)
        return answer

    def _found(self, public_id: str) -> lookup.Found:
        """The record or where it moved; raises Missing or Gone."""
        record_type = self.resource.table.record_type
        is_report = self.resource is promises.REPORTS
        found = lookup.look_up(record_type, public_id.lower() if is_report else public_id)
        if is_report and found.record and public_id != found.record.public_id:
            found = lookup.Found(moved_to=found.record)
        if found.gone:
            raise Gone(
                {
                    "id": found.gone.public_id,
                    "type": str(found.gone.record_type),
                    "retracted_at": in_utc(found.gone.retracted_at),
                    "reason": found.gone.reason,
                }
            )
        if found.record is None and found.moved_to is None:
            raise Missing(f"There is no {record_type.replace('_', ' ')} with this identifier.")
        return found

    def _moved(self, public_id: str) -> HttpResponse:
        query = self.request._request.META.get("QUERY_STRING", "")
        address = f"{settings.SITE_URL}/api/v1/{self.resource.name}/{public_id}/"
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
