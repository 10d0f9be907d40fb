"""Facts into words: dates, quantities, shares, statuses, makers, and the charts' markup."""

import datetime
import re
from decimal import Decimal
from types import SimpleNamespace as Thing

import pytest
from django.template import Context, Template
from django.utils import translation

from commitments.charts import bars
from commitments.choices import Status
from commitments.queries.counts import Tally
from commitments.templatetags.tracker import (
    LABELS,
    days,
    makers,
    opening,
    partial_date,
    quantity,
    share,
)
from summits.models import Party
from summits.partial_dates import PartialDate


def drawn(text: str, **context) -> str:
    page = Template("{% load tracker %}" + text).render(Context(context))
    return re.sub(r"\s+", " ", page).strip()


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", markup)).strip()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (PartialDate(2016, 3, 18), "18 March 2016"),
        (PartialDate(2016, 3), "March 2016"),
        (PartialDate(2016), "2016"),
        ("2010-04-05", "5 April 2010"),
        (datetime.date(2014, 3, 1), "1 March 2014"),
        (None, ""),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(written, shown):
    assert partial_date(written) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en-gb", "24–25 March 2014"),
        ("fr", "24–25 mars 2014"),
        ("es", "24–25 de marzo de 2014"),
        ("ru", "24–25 марта 2014"),
        ("zh-hans", "2014年3月24–25日"),
        ("ar", "24–25 مارس 2014"),
    ],
)
def test_days_of_one_month_are_written_together(language, shown):
    with translation.override(language):
        assert days(datetime.date(2014, 3, 24), datetime.date(2014, 3, 25)) == shown
        assert days(datetime.date(2016, 3, 31), datetime.date(2016, 4, 1)) == ""
        assert days(*[datetime.date(2014, 3, 25)] * 2) == partial_date("2014-03-25")


def test_a_sentence_gives_a_country_its_article():
    states = Party(code="USA", name="United States", kind="country")
    china = Party(code="CHN", name="China", kind="country")
    assert [opening(one) for one in (states, china)] == ["The United States", "China"]
    with translation.override("fr"):
        assert opening(states) == "États-Unis"


def test_a_moment_is_shown_by_its_utc_day():
    east = datetime.timezone(datetime.timedelta(hours=3))
    assert partial_date(datetime.datetime(2016, 4, 1, 1, 0, tzinfo=east)) == "31 March 2016"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Decimal("2000"), "2,000"),
        (Decimal("1E+6"), "1,000,000"),
        (Decimal("12.50"), "12.5"),
        (Decimal("0"), "0"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("999"), "999"),
        (None, ""),
    ],
)
def test_a_quantity_is_plain_digits_in_groups(number, shown):
    assert quantity(number) == shown


def test_a_share_of_nothing_is_not_shown():
    assert share(0, 0) == ""
    assert share(41, 63) == "65\u202f%"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (1, "< 1"), (4, "1"), (385, "99"), (387, "> 99"), (388, "100")]
)
def test_a_share_that_is_rounded_is_neither_none_nor_all(count, shown):
    assert share(count, 388) == f"{shown} %".replace(" ", "\u202f")


@pytest.mark.parametrize("status", [*Status.values, "not_assessable"])
def test_a_status_is_always_its_mark_and_its_word(status):
    markup = drawn("{% status_mark status %}", status=status)
    assert f'href="#mark-{status}"' in markup
    assert words(markup) == str(LABELS[status])
    assert f'id="mark-{status}"' in drawn('{% include "components/marks.html" %}')


def test_no_status_is_not_assessable():
    assert words(drawn("{% status_mark None %}")) == "not assessable"


def test_every_status_of_a_chart_has_a_texture_and_a_colour():
    marks = drawn('{% include "components/marks.html" %}')
    for status in bars.ORDER:
        assert f'id="texture-{status}"' in marks, status


def tally(**counts: int) -> Tally:
    apart = {key: counts.pop(key) for key in ("not_assessable", "overdue") if key in counts}
    return Tally(by_status={**dict.fromkeys(Status.values, 0), **counts}, **apart)


def test_a_share_names_its_base_and_what_was_left_out():
    found = tally(completed=41, in_progress=13, unreported=9, not_assessable=2, overdue=3)
    assert drawn("{% share_line one %}", one=found) == (
        "41 of 63 commitments completed, 9 unreported; 2 more not assessable; 3 overdue."
    )


def test_one_commitment_is_not_several():
    assert drawn("{% share_line one %}", one=tally(completed=1)) == (
        "1 of 1 commitment completed, 0 unreported."
    )


def test_a_bar_has_words_for_who_cannot_see_it_and_a_table():
    markup = drawn("{% status_bar one %}", one=tally(completed=3, unreported=1))
    assert 'role="img" aria-label="3 completed, 1 no report"' in markup
    table = words(markup[markup.index("<tbody>") : markup.index("</tbody>")])
    assert table == "completed 3 75\u202f% no report 1 25\u202f%".replace("\u202f", " ")


def part(name: str, role: str) -> Thing:
    return Thing(role=role, party=Party(name=name))


def test_few_makers_are_all_named():
    parts = [part("China", "lead"), part("Japan", "partner")]
    assert makers(parts) == {"named": ["China", "Japan"], "others": 0}


def test_of_many_makers_the_leads_are_named_and_the_others_counted():
    parts = [part("China", "lead"), *(part(f"P{i}", "subscriber") for i in range(5))]
    assert makers(parts) == {"named": ["China"], "others": 5}
    shown = drawn('{% include "components/makers.html" %}', parts=parts)
    assert words(shown) == "China and 5 more"


def test_a_promise_of_all_names_nobody():
    shown = drawn('{% include "components/makers.html" %}', parts=[part("P", "subscriber")] * 47)
    assert words(shown) == "47 parties"


def test_a_hostile_name_is_text():
    shown = drawn('{% include "components/makers.html" %}', parts=[part("<script>", "lead")])
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def party(code: str, count: int) -> Party:
    found = Party(code=code, slug=code, kind="country", name=f"<{code}>")
    found.lead_count = count
    return found


def test_the_map_links_each_country_and_lists_the_same_numbers():
    markup = drawn(
        '{% world_map rows "Promises" "?as_of=2014-01-01" %}',
        rows=[party("CHN", 7), party("SGP", 0)],
    )
    assert markup.count('href="/countries/CHN/?as_of=2014-01-01"') == 2
    assert "<title>&lt;CHN&gt;: 7</title><path" in markup
    assert "<title>&lt;SGP&gt;: 0</title><circle" in markup
    assert words(markup).endswith("<CHN> 7 <SGP> 0".replace("<", "&lt;").replace(">", "&gt;"))
    assert "Boundaries imply no endorsement" in markup
