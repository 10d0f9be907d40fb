"""Themes: the same record by subject."""

from django.http import HttpRequest, HttpResponse

from commitments.choices import RecordType
from commitments.queries import counts
from commitments.queries.party import by_codes
from commitments.queries.theme import themes_listed
from commitments.site.pages import commitments_on, day_of, find, page, paged, show


@page
def theme_list(request: HttpRequest) -> HttpResponse:
    """``/themes/``"""
    day = day_of(request)
    found = commitments_on(day.day).qs
    tallies = {t.key: t for t in counts.tally_by("theme", found, day.day)}
    rows = [(one, tallies.get(one.slug, counts.Tally())) for one in themes_listed()]
    pairs = counts.by_country_and_theme(found, day.day)
    return show(request, "theme_list.html", day, themes=rows, countries=_matrix(pairs, rows))


def _matrix(pairs: dict, themes: list) -> list:
    """Each country that made or led a promise, with its theme and tally (or None) in each column."""
    return [
        (one, [(theme, pairs.get((one.code, theme.slug))) for theme, _tally in themes])
        for one in by_codes({code for code, _theme in pairs})
    ]


@page
def theme_page(request: HttpRequest, slug: str) -> HttpResponse:
    """``/themes/<slug>/``"""
    day = day_of(request)
    theme = find(RecordType.THEME, slug)
    found = commitments_on(day.day, theme=slug)
    return show(
        request,
        "theme_page.html",
        day,
        theme=theme,
        tally=counts.tally(found.qs),
        by_summit=counts.tally_by("summit", found.qs, day.day),
        rows=paged(request, found.ordered.for_listing(day.day), 200),
    )
