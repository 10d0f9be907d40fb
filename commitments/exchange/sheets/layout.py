"""The sheets of a spreadsheet and their columns, read from the column registry."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from commitments import columns
from commitments.columns import Column, Table, col

PARTS, CITED = "parts", "cited"
PROBLEM = "problem"  # the column in which refused rows come back; read over

PARTIES = col(
    "parties",
    PARTS,
    "Who promised, each with a role; dates of joining and leaving in brackets: "
    "lead: FRA; partner: USA; subscriber: JPN (joined 2014-03, left 2016).",
)
CITATIONS = col(
    "citations",
    CITED,
    "Slugs or addresses of sources, each with its place after a blank, @ and a blank: "
    "first-source @ p. 3; https://example.org/statement. "
    "Where a place has a semicolon, write one source a line.",
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the table whose columns it has, and the lists written in one cell."""

    name: str
    table: Table
    lists: tuple[Column, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return (*self.table.columns, *self.lists)

    @property
    def needed(self) -> list[str]:
        """The columns without which no row of this sheet can be read."""
        required = [c.name for c in self.table.columns if c.required and c.name != "id"]
        return [*required, *(column.name for column in self.lists)]


# in the order in which drafts are made: what a row names stands before it
SHEETS = (
    Sheet("sources", columns.SOURCES),
    Sheet("commitments", columns.COMMITMENTS, (PARTIES, CITATIONS)),
    Sheet("reports", columns.PROGRESS_REPORTS, (CITATIONS,)),
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
ALSO = {"progress_reports": "reports"}  # the package's name of the table
OURS = {"explanation", "examples"}  # sheets of the template that hold no rows


def plain(name: str) -> str:
    """A name of a sheet or a column as we write it: Made on is made_on."""
    return "_".join(name.casefold().split())


def named(name: str) -> Sheet | None:
    """The sheet with this name."""
    written = plain(name)
    return BY_NAME.get(ALSO.get(written, written))


def like(header: list[str]) -> Sheet | None:
    """The sheet whose columns a header has most of, and misses fewest; None if it has none."""
    given = set(map(plain, header))

    def fitting(sheet: Sheet) -> tuple[int, int]:
        known = {column.name for column in sheet.columns}
        return len(given & known), -len(set(sheet.needed) - given)

    best = max(SHEETS, key=fitting)
    return best if fitting(best)[0] else None


def faults(sheet: Sheet, header: list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a header: columns with sentences."""
    known = [column.name for column in sheet.columns]
    missing = [name for name in sheet.needed if name not in header]
    for name in header:
        if name not in known and name not in ("", PROBLEM):
            yield name[:60], _unknown(name, missing or known, known)
    for name in missing:
        yield name, _("This column is missing. Write it in the header, if its cells stay empty.")
    for name in dict.fromkeys(header):
        if name and header.count(name) > 1:
            yield name[:60], _("This column stands here twice. Keep one of them.")


def _unknown(name: str, likely: list[str], known: list[str]) -> str:
    near = get_close_matches(name, likely, 1) or get_close_matches(name, known, 1)
    if near:
        return _("There is no such column. Did you mean “%s”?") % near[0]
    return _("There is no such column. The columns are %s.") % ", ".join(known)
