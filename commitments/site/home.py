"""The dashboard: the question answered at once, with ways in."""

from django.http import HttpRequest, HttpResponse

from commitments.charts import bars
from commitments.charts import history as columns
from commitments.queries import counts, history, log
from commitments.queries import party as parties
from commitments.queries import summit as summits
from commitments.site.pages import commitments_on, day_of, page, show
from summits.choices import PartyKind

LATEST = 8


@page
def home(request: HttpRequest) -> HttpResponse:
    """``/``"""
    day = day_of(request)
    found = commitments_on(day.day).qs
    periods = history.of_all("year", until=day.day)
    return show(
        request,
        "home.html",
        day,
        tally=counts.tally(found),
        met=summits.met(day.day),
        by_summit=counts.tally_by("summit", found, day.day),
        countries=parties.parties_listed(PartyKind.COUNTRY, day.day),
        by_theme=counts.tally_by("theme", found, day.day),
        periods=periods,
        columns=columns.columns([(t.label, t.counts) for _day, t in periods]),
        order=bars.ORDER[:-1],
        makers=parties.makers(day.day),
        story=counts.story(found),
        changes=log.with_records(list(log.latest(LATEST))),
    )
