"""What every public page shares: conditional answers, the day shown, refusals with a sentence."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.caching import conditional
from commitments.filters import CommitmentFilter, DayFilter
from commitments.queries import counts, lookup
from commitments.queries.summit import presets
from summits.filters import StrictFilterSet
from summits.partial_dates import today

PAGE_SIZE = 50
FIRST_DAY = datetime.date(2009, 1, 1)


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """The page cannot be shown: a status, and a sentence or a tombstone."""

    def __init__(self, status: int, detail: str = "", **facts: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.facts = status, detail, facts


class Moved(Exception):  # noqa: N818 - an answer, not a fault
    """What was asked of a record is found under the slug of another for ever, or at an ``address``."""

    def __init__(self, record: Any, address: str = "") -> None:
        super().__init__(address)
        self.record, self.address = record, address

    def address_from(self, request: HttpRequest) -> str:
        """Where it is: without an address of its own, the same page, file or picture of the other record."""
        here = request.resolver_match
        return self.address or reverse(
            here.view_name, kwargs=here.kwargs | {"slug": self.record.slug}
        )


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A public page: GET and HEAD only, cacheable, refusals as helpful pages."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        def build() -> HttpResponse:
            return answered(request, lambda: view(request, **kwargs))

        return conditional(request, build, form="html")

    return shown


def answered(
    request: HttpRequest, build: Callable[[], HttpResponse], refused: str = ""
) -> HttpResponse:
    """What ``build`` answers, its moves as redirections, its refusals as helpful pages.

    ``refused`` is the template of every refusal; without it each status has its own.
    """
    try:
        return build()
    except Refusal as refusal:
        context = {"detail": refusal.detail, "status": refusal.status, **refusal.facts}
        template = refused or f"{refusal.status}.html"
        return render(request, template, context, status=refusal.status)
    except Moved as moved:
        query = request.META.get("QUERY_STRING", "")
        address = moved.address_from(request)
        return HttpResponsePermanentRedirect(f"{address}{query and '?'}{query}")


@dataclass(frozen=True)
class Day:
    """The day a page shows, and the days it offers. ``query`` carries it on in links.

    ``kept`` are the other parameters of the page, ``since`` the first day that it can show.
    """

    day: datetime.date
    presets: list[dict[str, Any]]
    kept: list[tuple[str, str]]
    since: datetime.date

    @property
    def is_today(self) -> bool:
        return self.day == today()

    @property
    def query(self) -> str:
        return "" if self.is_today else f"?as_of={self.day.isoformat()}"


def read(found: StrictFilterSet) -> StrictFilterSet:
    """Refuse a page whose parameters cannot be read, naming all that is wrong."""
    if not found.is_valid():
        detail = " ".join(f"{fault['parameter']}: {fault['detail']}" for fault in found.faults)
        raise Refusal(400, detail)
    return found


def day_of(request: HttpRequest, found: Any = None, since: datetime.date = FIRST_DAY) -> Day:
    """The day asked for, with the presets from a day on; raise Refusal for an impossible or future one."""
    found = found or read(DayFilter(request.GET, strict=False))
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name in found.base_filters and name != "as_of" and value
    ]
    offered = [preset for preset in presets(found.day) if preset["day"] >= since]
    return Day(found.day, offered, kept, since)


def commitments_on(day: datetime.date, **chosen: str) -> CommitmentFilter:
    """The public commitments made by a day, further narrowed by parameters of CommitmentFilter."""
    query = QueryDict(mutable=True)
    query.update({"as_of": day.isoformat(), **chosen})
    return CommitmentFilter(query, strict=True)


def tally_of(found: CommitmentFilter) -> counts.Tally:
    """Counts of a selection, which bears shares if it does not go by status or reports (rule R14)."""
    tally = counts.tally(found.qs, found.status_field)
    tally.is_base = not found.goes_by_standing
    return tally


def find(
    record_type: str,
    identifier: str,
    *,
    field: str = "",
    rows: Any = None,
    moved: Callable[[Any], str] | None = None,
) -> Any:
    """The public record at an address; raise Moved, Refusal with a tombstone, or Http404.

    ``moved`` gives the address of a record that is found elsewhere; None: this one, with its slug.
    """
    found = lookup.look_up(record_type, identifier, rows, field)
    if found.moved_to is not None:
        raise Moved(found.moved_to, moved(found.moved_to) if moved else "")
    if found.gone is not None:
        raise Refusal(410, tombstone=found.gone)
    if found.record is None:
        raise Http404
    return found.record


def paged(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page:
    """The page of a list that ``page`` asks for; raise Refusal for one that is not there."""
    pages = Paginator(rows, size)
    texts = request.GET.getlist("page")
    text = texts[0] if texts and texts[0] else "1"
    good = text.isascii() and text.isdigit() and len(text) < 8
    if len(texts) > 1 or not good or not 1 <= int(text) <= pages.num_pages:
        raise Refusal(
            400, _("page: Give a number from 1 to %(count)s.") % {"count": pages.num_pages}
        )
    return pages.page(int(text))


def show(
    request: HttpRequest, template: str, day: Day | None = None, **context: Any
) -> HttpResponse:
    """Render a page with what base.html needs."""
    number = getattr(context.get("rows"), "number", 1)  # of a Page of a long list
    canonical = f"{settings.SITE_URL}{request.path}" + (f"?page={number}" if number > 1 else "")
    shared = {"as_of": day, "asof_query": day.query if day else "", "canonical": canonical}
    return render(request, f"site/{template}", shared | context)
