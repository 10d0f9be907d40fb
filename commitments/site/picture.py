"""The pictures shown where a link to a page is shared: what the page says first, and its bar."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.charts import picture
from commitments.choices import PartyRole, RecordType, Status
from commitments.queries import counts, timeline
from commitments.site.pages import commitments_on, find, page
from summits.partial_dates import in_words, today


def _png(title: str, sentence: str, tally: counts.Tally | None = None) -> HttpResponse:
    words = picture.Words(
        site=_("NSS Tracker"),
        kicker=_("The public record of the Nuclear Security Summits’ promises"),
        title=title,
        sentence=sentence,
        origin=_("%(site)s · as of %(day)s")
        % {"site": settings.SITE_URL.partition("://")[2], "day": in_words(today())},
        statuses=_statuses(),
    )
    shown = tally.counts if tally else {}
    return HttpResponse(picture.draw(words, shown), content_type="image/png")


def _statuses() -> dict[str, str]:
    """The words for everything that a bar counts."""
    return {value: str(words) for value, words in Status.choices} | {
        "not_assessable": _("not assessable")
    }


def _share(tally: counts.Tally) -> str:
    """Rule R14: a share with its base."""
    facts = {"n": tally.completed, "base": tally.assessable, "none": tally.unreported}
    return (
        ngettext(
            "%(n)s of %(base)s commitment is completed, %(none)s without a report.",
            "%(n)s of %(base)s commitments are completed, %(none)s have no report.",
            tally.assessable,
        )
        % facts
    )


@page
def record(request: HttpRequest) -> HttpResponse:
    """``/pictures/record.png``: the whole record, for pages that have no picture of their own"""
    tally = counts.tally(commitments_on(today()).qs)
    return _png(_("What became of the summits’ promises"), _share(tally), tally)


@page
def party(request: HttpRequest, slug: str) -> HttpResponse:
    """``/pictures/parties/<slug>.png``: what it made or led"""
    party = find(RecordType.PARTY, slug, field="slug")
    found = commitments_on(today(), party=party.code).qs
    lead = counts.tally_by_role(found, party.pk, today())[PartyRole.LEAD]
    facts = {"n": lead.total, "done": lead.completed, "none": lead.unreported}
    said = (
        ngettext(
            "Has made or led %(n)s commitment: %(done)s completed, %(none)s without a report.",
            "Has made or led %(n)s commitments: %(done)s completed, %(none)s without a report.",
            lead.total,
        )
        % facts
    )
    if not lead.total:
        said = _("Has made or led no commitment on record here.")
    return _png(str(party), said, lead)


@page
def group(request: HttpRequest, record_type: RecordType, slug: str) -> HttpResponse:
    """``/pictures/<summits, themes or documents>/<slug>.png``: the promises that belong to it"""
    found = find(record_type, slug)
    tally = counts.tally(commitments_on(today(), **{record_type.value: found.slug}).qs)
    return _png(
        str(found),
        _share(tally) if tally.total else _("No commitment is on record here yet."),
        tally,
    )


@page
def commitment(request: HttpRequest, slug: str) -> HttpResponse:
    """``/pictures/commitments/<slug>.png``: its title, its status and since when"""
    one = find(RecordType.COMMITMENT, slug)
    shown = timeline.shown(one, today())
    said = _statuses()[shown.status or "not_assessable"].capitalize()
    if shown.status and shown.status_since:
        day_of_status = in_words(shown.status_since)
        said = _("%(status)s since %(day)s") % {"status": said, "day": day_of_status}
    tally = counts.Tally()
    tally.add(shown.status, int(shown.overdue), 1)
    return _png(one.title, f"{said}. {one.summary}", tally)
