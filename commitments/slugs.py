"""Suggesting a slug from words, where the editor leaves it to us."""

from typing import Any

from django.utils.text import slugify

from commitments import latin
from summits.addresses import split_address

SMALL = {
    "the",
    "a",
    "an",
    "of",
    "and",
    "to",
    "in",
    "for",
    "on",
    "at",
    "its",
    "their",
    "all",
    "with",
}
WORDS = 4


def suggested(*parts: str, title: str, limit: int, instead: str = "") -> str:
    """Parts and the first telling words of a title: chn-2010-centre-excellence-nuclear-security.

    ``instead`` stands for a title of which no word can be written in Latin letters.
    """
    telling = [word for word in _words(title).split("-") if word and word not in SMALL]
    pieces = [_words(part) for part in parts] + (telling[:WORDS] or [_words(instead)])
    return "-".join(piece for piece in pieces if piece)[:limit].strip("-")


def _words(text: str) -> str:
    """A text as a slug; Django's keeps the underscores, ours have none."""
    return slugify(latin.spelt(text).replace("_", " "))


def free(slug: str, taken, limit: int) -> str:
    """The slug, or the first of slug-2, slug-3 … that ``taken`` does not know."""
    number, found = 1, slug
    while taken(found):
        number += 1
        found = f"{slug[: limit - 5]}-{number}"
    return found


def for_source(source: Any) -> str:
    """The publisher's site or name, the year and the first words: voanews-2010-obama-prepares-open."""
    host = split_address(source.url).hostname.removeprefix("www.") if source.url else ""
    name = host.split(".")[0] or " ".join(source.publisher.split()[:2])
    year = str(source.published_on.year) if source.published_on else ""
    return suggested(name, year, title=source.title, limit=75, instead="source")


def for_commitment(title: str, *, kind: str, year: int, leads: list[str], parts: int) -> str:
    """Lead, year and title where one or two parties promise; year, kind and title where many do."""
    if leads and parts < 3:
        return suggested(leads[0], str(year), title=title, limit=100, instead=kind)
    return suggested(str(year), kind, title=title, limit=100)
