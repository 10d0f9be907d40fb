"""The list of commitments and the page of one."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commitments.charts import timeline as shapes
from commitments.choices import RecordType
from commitments.filters import CommitmentFilter
from commitments.models import Commitment, ProgressReport
from commitments.queries import edits, timeline
from commitments.queries.summit import sources_of
from commitments.site import citing
from commitments.site.options import options
from commitments.site.pages import Day, Refusal, day_of, find, page, paged, read, show, tally_of
from summits import languages
from summits.partial_dates import in_words, today

EDITS = 10


@page
def commitment_list(request: HttpRequest) -> HttpResponse:
    """``/commitments/``"""
    found = read(CommitmentFilter(request.GET, strict=False, also=("page",)))
    day = day_of(request, found)
    return show(
        request,
        "commitment_list.html",
        day,
        found=found,
        tally=tally_of(found),
        rows=paged(request, found.ordered.for_listing(found.day)),
        options=options(found),
        download=_query(found),
        selection=_query(found, but=("as_of", "ordering")),
    )


def _query(found: CommitmentFilter, but: tuple[str, ...] = ()) -> str:
    """The parameters of a selection, but for some, as a query string for the same selection elsewhere."""
    chosen = [(name, ",".join(values)) for name, values in found.data.lists() if name not in but]
    return urlencode(chosen, safe=",")


@page
def commitment_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/commitments/<slug>/``"""
    record, day = shown_on(request, slug)
    commitment = timeline.shown(record, day.day)
    changes = edits.of(record)
    return show(
        request,
        "commitment_page.html",
        day,
        commitment=commitment,
        parts=timeline.parts(commitment),
        citations=sources_of(commitment=record),
        checks=timeline.checks(record, day.day),
        edits=edits.told(list(changes[:EDITS])),
        edit_count=changes.count(),
        permanent=_permanent(record),
        cite_forms=[(form, words) for form, (_write, _type, words) in citing.FORMS.items()],
        bibtex=citing.bibtex(_cited(record, day)),
        **_reported(commitment, day.day),
        **timeline.related(record, day.day),
    )


def shown_on(request: HttpRequest, slug: str) -> tuple[Commitment, Day]:
    """The public commitment at an address and the day asked for; raise Refusal before its promise."""
    record = find(RecordType.COMMITMENT, slug)
    day = day_of(request, since=record.made_on_last)
    if record.made_on_last > day.day:
        dated = in_words(record.made_on)
        raise Refusal(404, _("This promise dates from %s, after the day asked for.") % dated)
    return record, day


def _permanent(record: Commitment) -> str:
    """What is cited: the one address of the record, whatever language it is read in."""
    return settings.SITE_URL + languages.plain(record.get_absolute_url())


def _cited(record: Commitment, day: Day) -> citing.Cited:
    return citing.Cited(
        slug=record.slug,
        title=record.title,
        url=f"{_permanent(record)}{day.query}",
        version=record.version,
        updated=record.updated_at.astimezone(datetime.UTC).date(),
        as_of=day.day,
        read=today(),
    )


@page
def cite(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """``/commitments/<slug>/cite.<form>``, to be kept as a file"""
    record, day = shown_on(request, slug)
    write, media_type, _words = citing.FORMS[form]
    text = write(_cited(record, day))
    name = f"nss-{record.slug}.{form}"
    return HttpResponse(
        text,
        content_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _reported(commitment: Commitment, day: datetime.date) -> dict[str, Any]:
    """What was reported by a day: the reports, their chart, and where they differ."""
    reports = timeline.reports(commitment, day)
    present = [part.party.code for part in commitment.day_parts]
    return {
        "reports": reports,
        "timeline": timeline_of(commitment, reports, day),
        "disagreements": timeline.disagreements(reports, present),
    }


def timeline_of(
    record: Commitment, reports: list[ProgressReport], end: datetime.date
) -> shapes.Timeline:
    """What was reported until a day, against the target date."""
    return shapes.timeline(
        [_event(report) for report in reports],
        start=record.made_on.first_day,
        end=end,
        target=record.target_date_last,
    )


def _event(report) -> shapes.Event:
    """A report as the timeline chart takes it."""
    words = [report.get_status_display(), report.get_basis_display()]
    label = f"{in_words(report.date)}: {_(', ').join(words)}"
    return shapes.Event(report.date.first_day, report.date.last_day, label, report.status)
