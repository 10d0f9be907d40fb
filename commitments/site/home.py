"""The dashboard: the question answered at once, with ways in."""

from django.http import HttpRequest, HttpResponse

from commitments.charts import bars
from commitments.charts import history as columns
from commitments.models import Commitment
from commitments.queries import counts, history, log
from commitments.queries.party import parties_listed
from commitments.site.pages import commitments_on, day_of, page, show
from summits.choices import PartyKind


@page
def home(request: HttpRequest) -> HttpResponse:
    """``/``"""
    day = day_of(request)
    found = commitments_on(day.day).qs
    periods = history.history(Commitment.objects.published(), "year", until=day.day)
    return show(
        request,
        "home.html",
        day,
        tally=counts.tally(found),
        by_summit=counts.tally_by("summit", found, day.day),
        countries=parties_listed(PartyKind.COUNTRY, day.day),
        by_theme=counts.tally_by("theme", found, day.day),
        periods=periods,
        columns=columns.columns([(t.label, t.counts) for _day, t in periods]),
        order=bars.ORDER[:-1],
        changes=log.with_records(list(log.changes().exclude(record_type="source")[:8])),
    )
