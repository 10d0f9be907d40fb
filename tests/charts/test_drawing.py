"""Charts as drawn: a chart can stand alone, and what is drawn names what it shows."""

from datetime import date
from types import SimpleNamespace as Thing

from django.template import engines

from commitments.charts.timeline import Event, timeline
from commitments.choices import Status
from commitments.queries.counts import Tally
from summits.models import Party

DAY = Thing(day=date(2014, 3, 25))


def drawn(text: str, **context) -> str:
    template = engines["django"].from_string("{% load tracker %}" + text)
    return " ".join(template.render(context).split())


def tally(**counts: int) -> Tally:
    return Tally(by_status={**dict.fromkeys(Status.values, 0), **counts})


def test_a_bar_says_its_source_and_day():
    assert "NSS Tracker, as of 25 March 2014." in drawn(
        "{% status_bar one %}", one=tally(completed=1), as_of=DAY
    )


def test_a_bar_without_a_day_says_none():
    assert "as of" not in drawn("{% status_bar one %}", one=tally(completed=1))


def test_a_map_says_its_source_day_and_that_boundaries_endorse_nothing():
    party = Party(code="CHN", name="China", kind="country", slug="china")
    party.lead_count = 3
    markup = drawn("{% world_map rows 'Made or led' %}", rows=[party], as_of=DAY)
    assert "NSS Tracker, as of 25 March 2014." in markup
    assert "Boundaries imply no endorsement." in markup
    assert "<title>China: 3</title>" in markup


def test_a_timeline_draws_every_report_with_its_label_and_is_as_high_as_its_lanes():
    days = [date(2012, 3, n) for n in (1, 2)]
    found = timeline(
        [Event(one, one, f"report of {one}", "in_progress") for one in days],
        start=date(2010, 4, 13),
        end=date(2014, 3, 25),
    )
    markup = drawn('{% include "charts/timeline.html" %}', timeline=found, as_of=DAY)
    assert f'<svg height="{found.height}" role="img"' in markup
    for one in days:
        assert f"<title>report of {one}</title>" in markup
    assert "NSS Tracker, as of 25 March 2014." in markup
