"""Facts into words: partial dates, statuses, measures, shares."""

import datetime
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from commitments import choices, excerpts
from commitments.charts import bars, paper, worldmap
from commitments.queries import edits
from commitments.queries.words import field, language
from summits import choices as ground
from summits import languages
from summits.partial_dates import days_in_words, in_words
from summits.text import CONTROL

register = template.Library()
# what could end the element that a block of data stands in, as JSON writes it
HARMLESS = {ord(one): f"\\u{ord(one):04X}" for one in "<>&"}
SCHEMA = "https://schema.org"
NAMED = {"party", "theme", "summit", "participation"}
WITH_ARTICLE = {"ARE", "CZE", "EU", "GBR", "IAEA", "KOR", "NLD", "PHL", "UN", "USA"}
FEW = 3  # parties named in a row of a table

LABELS: dict[str, Any] = {
    "not_assessable": _("not assessable"),
    **{
        value: label
        for enum in (
            choices.Status,
            choices.Basis,
            choices.PartyRole,
            choices.CommitmentKind,
            choices.ReviewState,
            choices.ChangeAction,
            choices.ChangeReason,
            choices.RecordType,
            ground.DocumentKind,
            ground.SourceKind,
            ground.HeadLevel,
            ground.PartyKind,
        )
        for value, label in enum.choices
    },
}
ROLE_VERBS = {
    "lead": _("leads"),
    "partner": _("takes part"),
    "subscriber": _("signed"),
}


@register.simple_block_tag
def captured(content: str) -> str:
    """What stands between the tags, to be kept with ``as`` and shown twice."""
    return content


@register.filter
def json_ld(facts: dict[str, Any]) -> str:
    """Facts as JSON that nothing in them can break out of: the only text a template marks as safe."""
    return json.dumps(facts).translate(HARMLESS)


@register.simple_tag
def breadcrumbs(parent: str, parent_name: str, name: str) -> dict[str, Any]:
    """The way to a page as a schema.org BreadcrumbList; the page itself, its last step, needs no address."""
    steps = [(reverse("home"), _("Home")), *([(parent, parent_name)] if parent else [])]
    items: list[dict[str, Any]] = [
        {"name": str(words), "item": f"{settings.SITE_URL}{address}"} for address, words in steps
    ]
    items.append({"name": str(name)})
    numbered = [
        {"@type": "ListItem", "position": position, **item}
        for position, item in enumerate(items, start=1)
    ]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": numbered}


@register.filter
def label(value: str) -> Any:
    """The words for a value of a vocabulary."""
    return LABELS.get(value, value)


@register.filter
def fields_in_words(change: Any) -> list[str]:
    """The names of what a public change altered, as people say them."""
    return [field(change.record_type, name) for name in change.fields]


@register.filter
def history_address(record: Any) -> str:
    """Where the history of a public record is read."""
    return edits.address(record)


@register.filter
def colour(status: str) -> str:
    """The colour of a status on paper."""
    return paper.PALETTE[status]


@register.simple_tag
def band_colour(band: int) -> str:
    """The colour of a band of the map on paper."""
    return paper.PALETTE[f"band-{band}"]


@register.filter
def partial_date(value: Any) -> str:
    """18 March 2016, March 2016 or 2016, from a date as written."""
    return in_words(value)


@register.simple_tag
def days(first: datetime.date, last: datetime.date) -> str:
    """The days of a meeting within one month, or nothing."""
    return days_in_words(first, last)


@register.filter
def opening(party: Any) -> str:
    """A party's name as it begins a sentence: "The United States" in English."""
    return f"The {party}" if party.code in WITH_ARTICLE and languages.is_contents() else str(party)


@register.simple_tag
def as_written(language: str = "") -> str:
    """Attributes for words that stay in the language they were written in, where the page has another."""
    language = language or languages.CONTENT
    if language == languages.CONTENT and languages.is_contents():
        return ""
    is_rtl = LANG_INFO.get(language, {}).get("bidi", False)
    return format_html(' lang="{}" dir="{}"', language, "rtl" if is_rtl else "ltr")


@register.filter
def is_word_of_ours(record_type: str) -> bool:
    """Whether records of a type are called by names that are translated."""
    return record_type in NAMED


@register.filter
def language_name(code: str) -> str:
    """What a language is called in that of the page."""
    return language(code)


@register.filter
def in_language(address: str, code: str) -> str:
    """A page's public address as it is in another language."""
    return settings.SITE_URL + languages.path_in(code, address.removeprefix(settings.SITE_URL))


@register.filter
def hreflang(code: str) -> str:
    """What a link calls the language it leads to."""
    return languages.short(code)


@register.filter
def rfc3339(value: datetime.datetime) -> str:
    """A time as feeds and sitemaps write it, in UTC."""
    return f"{value.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def clean_xml(value: Any) -> str:
    """Text without the characters that no XML document may hold."""
    return CONTROL.sub("", str(value))


@register.filter
def quantity(value: Any) -> str:
    """A number in groups of thousands, as the texts on the page have it: 2,000 in English, else 2 000."""
    if value is None:
        return ""
    text = format(Decimal(str(value)).normalize(), "f")
    whole, _point, part = text.partition(".")
    between = "," if languages.is_contents() else "\u202f"
    grouped = f"{int(whole):,}".replace(",", between) if len(whole.lstrip("-")) > 3 else whole
    return f"{grouped}{formats.get_format('DECIMAL_SEPARATOR')}{part}" if part else grouped


@register.filter
def share(count: int, base: int) -> str:
    """A percentage without decimals; never shown without its base in words.

    What is rounded is called neither none nor all.
    """
    if not base:
        return ""
    rounded = round(100 * count / base)
    if count and not rounded:
        return "<\u202f1\u202f%"
    if count < base and rounded == 100:
        return ">\u202f99\u202f%"
    return f"{rounded}\u202f%"


@register.filter
def makers(parts: Iterable[Any]) -> dict[str, Any]:
    """Who made a promise: all by name where they are few, otherwise those that lead, and how many more."""
    rows = list(parts)
    told = rows if len(rows) <= FEW else [row for row in rows if row.role == "lead"]
    named = languages.by_name(told, lambda row: row.party)[:FEW]
    return {"named": [str(row.party) for row in named], "others": len(rows) - len(named)}


@register.inclusion_tag("components/status_mark.html")
def status_mark(status: str | None) -> dict[str, Any]:
    """A status as its mark and its word."""
    value = status or "not_assessable"
    return {"status": value, "label": LABELS[value]}


@register.inclusion_tag("charts/bar.html", takes_context=True)
def status_bar(
    context: Any, tally: Any, title: str = "", selection: str | None = None
) -> dict[str, Any]:
    """A stacked bar with its words and its table, and as a file where ``selection`` says what it counts.

    ``selection`` are parameters of the list of commitments as a query, without the day.
    """
    found = tally.counts
    rows = [(status, found[status]) for status in bars.ORDER if found.get(status)]
    return {
        "tally": tally,
        "title": title,
        "segments": bars.stacked(found),
        "rows": rows,
        "as_of": context.get("as_of"),
        "selection": selection,
    }


@register.inclusion_tag("charts/bar_only.html")
def small_bar(tally: Any, whole: int | None = None) -> dict[str, Any]:
    """A stacked bar for a row of a table, whose numbers stand beside it."""
    return {"segments": bars.stacked(tally.counts, whole), "tally": tally}


@register.inclusion_tag("components/share.html")
def share_line(tally: Any) -> dict[str, Any]:
    """Rule R14: "41 of 63 commitments, 9 unreported, 2 not assessable"."""
    return {"tally": tally}


@register.inclusion_tag("charts/map.html", takes_context=True)
def world_map(
    context: Any, parties: Iterable[Any], title: str, asof_query: str = ""
) -> dict[str, Any]:
    """Countries on a map; each has ``code``, ``name`` and ``lead_count``, as parties_listed gives them."""
    listed = list(parties)
    named = {party.code: party for party in listed}
    world = worldmap.world({party.code: party.lead_count for party in listed})
    rows = [(place, named[place.code]) for place in world.places]
    return {
        "world": world,
        "rows": rows,
        "listed": listed,
        "title": title,
        "spans": worldmap.band_spans(),
        "asof_query": asof_query,
        "as_of": context.get("as_of"),
    }


@register.filter
def web_address(url: str) -> str:
    """The address if it is one a browser opens as a page; anything else is never made a link."""
    return url if url.startswith(("https://", "http://")) else ""


@register.filter
def marked(text: Any, q: str) -> str:
    """A text in which the words of a search are marked."""
    pieces = excerpts.pieces(str(text), q)
    return format_html_join("", "{}", ((mark(one) if found else one,) for one, found in pieces))


def mark(text: str) -> str:
    return format_html("<mark>{}</mark>", text)


@register.filter
def excerpt(text: str, q: str) -> str:
    """The part of a text that a search has found, cut between words."""
    return excerpts.excerpt(text, q)
