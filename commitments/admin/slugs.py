"""Suggesting a slug from words, where the editor leaves it to us."""

from django.utils.text import slugify

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


def suggested(*parts: str, title: str, limit: int) -> str:
    """Parts and the first telling words of a title: chn-2010-centre-excellence-nuclear-security."""
    telling = [word for word in slugify(title).split("-") if word and word not in SMALL]
    pieces = [slugify(part) for part in parts] + telling[:WORDS]
    return "-".join(piece for piece in pieces if piece)[:limit].strip("-")


def free(slug: str, taken, limit: int) -> str:
    """The slug, or the first of slug-2, slug-3 … that ``taken`` does not know."""
    number, found = 1, slug
    while taken(found):
        number += 1
        found = f"{slug[: limit - 5]}-{number}"
    return found
