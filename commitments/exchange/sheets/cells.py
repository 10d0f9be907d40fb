"""Cells as values of content: what an editor may type freely is brought into our one form."""

import re
from typing import Any

from django.utils.translation import gettext as _

from commitments import columns, content
from commitments.choices import PartyRole
from commitments.columns import Column
from commitments.content import Content
from commitments.exchange import tables
from commitments.exchange.sheets.layout import CITED, PARTS
from summits.text import without_bullet

LISTS = (columns.REFS, columns.NAMES)
PART = re.compile(r"(?:(?P<role>[^:()]+):)?\s*(?P<party>[^:()\s]+)\s*(?:\((?P<dates>[^()]*)\))?")
DATE = re.compile(r"(?P<what>joined|left)\s+(?P<date>\S+)", re.IGNORECASE)
ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def value_of(column: Column, text: str) -> Any:
    """A cell as a value of content; raise ValueError with a sentence.

    Citations keep the address where one is written in the place of a slug.
    """
    if column.type == PARTS:
        return _parts(text)
    if column.type == CITED:
        return _citations(text)
    return tables.from_text(column, _tidied(column, text))


def has_bullet(column: Column, text: str) -> bool:
    """Whether a pasted list bullet is left out of the value."""
    return column.type == columns.TEXT and without_bullet(text) != text


def is_address(text: str) -> bool:
    return bool(ADDRESS.match(text))


def _tidied(column: Column, text: str) -> str:
    if column.type in LISTS:
        return ";".join(one.strip() for one in text.split(";") if one.strip())
    if column.type == columns.BOOLEAN:
        return text.casefold()
    if column.enum:
        return "_".join(text.casefold().replace("-", "_").split())
    if column.type == columns.DECIMAL and tables.DECIMAL_TEXT.fullmatch(text):
        return content.decimal_text(content.to_decimal(text)) or ""
    return without_bullet(text) if column.type == columns.TEXT else text


def _items(text: str) -> list[str]:
    """What a cell lists: one a line, or separated by semicolons."""
    parts = text.split("\n") if "\n" in text else text.split(";")
    return [part.strip() for part in parts if part.strip()]


def _parts(text: str) -> list[Content]:
    """Parties with their roles. Who follows without a role has the role of the one before."""
    found, role = [], ""
    for item in _items(text):
        match = PART.fullmatch(item)
        if match is None:
            raise ValueError(
                _("“%s” is not a role and a party. Write it as in lead: FRA; partner: USA.")
                % item[:60]
            )
        role = (match["role"] or role).strip().casefold()
        if role not in PartyRole.values:
            raise ValueError(
                _("“%(role)s” is not one of %(roles)s. Write the role first, as in lead: FRA.")
                % {"role": role[:60], "roles": ", ".join(PartyRole.values)}
            )
        party = match["party"].upper()
        found.append({"party": party, "role": role, **_dates(match["dates"] or "")})
    return sorted(found, key=lambda row: row["party"])


def _dates(text: str) -> Content:
    found: Content = {"joined_on": None, "left_on": None}
    for item in filter(None, (part.strip() for part in text.split(","))):
        match = DATE.fullmatch(item)
        if match is None:
            raise ValueError(
                _("“%s” is no date of a part. Write it as in JPN (joined 2014-03, left 2016).")
                % item[:60]
            )
        column = columns.MEMBERSHIP[0 if match["what"].casefold() == "joined" else 1]
        found[column.name] = tables.from_text(column, match["date"])
    return found


def _citations(text: str) -> list[Content]:
    found = []
    for item in _items(text):
        source, _sign, locator = item.partition(" @ ")
        found.append({"source": source.strip(), "locator": without_bullet(locator.strip())})
    return found
