"""The files of the data package: which columns each has, and rows as text or as content.

Records come from the column registry; their children (parts, leads and subscribers, citations)
and the checks have files of their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from commitments import columns, content
from commitments.choices import RecordType
from commitments.columns import Column, col
from commitments.content import Content
from summits.partial_dates import PartialDate

INTEGER_TEXT = re.compile(r"[0-9]{1,9}", re.ASCII)
GREATEST_INTEGER = 32767
DECIMAL_TEXT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)
BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class File:
    """One CSV file: its name without ``.csv``, title, columns, and what identifies a row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    optional: bool = False

    @property
    def path(self) -> str:
        return f"{self.name}.csv"


def _of_record(table: columns.Table) -> File:
    return File(table.name, table.title, table.columns, table.identity)


CHECKS = File(
    "checks",
    "Days on which somebody looked and found nothing new",
    (
        col("commitment", columns.REF, "Commitment.", to=RecordType.COMMITMENT, required=True),
        col("date", columns.DAY, "Day of the check.", required=True),
        col("where", columns.TEXT, "Where they looked.", required=True),
    ),
    ("commitment", "date", "where"),
    optional=True,
)
DOCUMENT_PARTIES = File(
    "document_parties",
    "Leads and subscribers of documents, as far as known",
    (
        col("document", columns.REF, "Document.", to=RecordType.DOCUMENT, required=True),
        *columns.DOCUMENT_PARTIES.columns,
    ),
    ("document", "party"),
)
COMMITMENT_PARTIES = File(
    "commitment_parties",
    "Parties to commitments and their roles",
    (
        col("commitment", columns.REF, "Commitment.", to=RecordType.COMMITMENT, required=True),
        *columns.COMMITMENT_PARTIES.columns,
    ),
    ("commitment", "party"),
)
CITED_TYPES = ("commitment", "progress_report", "participation", "document", "summit")
CITATIONS = File(
    "citations",
    "Which source supports which record",
    (
        replace(columns.CITATIONS[0]),
        col(
            "record_type",
            columns.TEXT,
            "Type of the record supported.",
            enum=CITED_TYPES,
            required=True,
        ),
        col(
            "record",
            columns.SLUG,
            "Id of the record; of a participation <summit>/<party>.",
            required=True,
        ),
        columns.CITATIONS[1],
    ),
    ("source", "record_type", "record"),
)
FILES = (
    _of_record(columns.SUMMITS),
    _of_record(columns.PARTIES),
    _of_record(columns.PARTICIPATIONS),
    _of_record(columns.DOCUMENTS),
    DOCUMENT_PARTIES,
    _of_record(columns.THEMES),
    _of_record(columns.COMMITMENTS),
    COMMITMENT_PARTIES,
    _of_record(columns.PROGRESS_REPORTS),
    _of_record(columns.SOURCES),
    CITATIONS,
    CHECKS,
)
BY_NAME = {file.name: file for file in FILES}


def to_text(column: Column, value: Any) -> str:
    """One value of content as a CSV field."""
    if value is None:
        return ""
    if column.type in (columns.REFS, columns.NAMES):
        return ";".join(value)
    if column.type == columns.BOOLEAN:
        return "true" if value else "false"
    return str(value)


def from_text(column: Column, text: str) -> Any:
    """A CSV field as a value of content; raise ValueError with a sentence.

    What would be written back in another form is refused, so that a second load finds nothing new.
    """
    if text == "":
        if column.required:
            raise ValueError("This may not be empty.")
        return column.default if column.type == columns.BOOLEAN else nothing(column)
    if column.enum and text not in column.enum:
        raise ValueError(f"“{text[:60]}” is not one of {', '.join(column.enum)}.")
    if column.type in (columns.REFS, columns.NAMES):
        found = text.split(";")
        if not all(part.strip() == part and part for part in found):
            raise ValueError("Separate values by a single semicolon, without blanks.")
        return found
    if column.type == columns.BOOLEAN:
        if text not in BOOLEANS:
            raise ValueError(f"“{text[:60]}” is neither true nor false.")
        return BOOLEANS[text]
    reader = READERS.get(column.type)
    return reader(text) if reader else _text(text)


def _text(text: str) -> str:
    if text != text.strip():
        raise ValueError("Write it without blanks at its ends.")
    return text


def _integer(text: str) -> int:
    if not INTEGER_TEXT.fullmatch(text) or not 1 <= int(text) <= GREATEST_INTEGER:
        raise ValueError(f"“{text[:60]}” is not a whole number from 1 to {GREATEST_INTEGER}.")
    _refuse_other_form(text, str(int(text)))
    return int(text)


def _decimal(text: str) -> str | None:
    if not DECIMAL_TEXT.fullmatch(text):
        raise ValueError(f"“{text[:60]}” is not a number like 12.5.")
    number = content.to_decimal(text)
    shortest = content.decimal_text(number) if number else "0"
    _refuse_other_form(text, shortest)
    return shortest


def _refuse_other_form(text: str, shortest: str) -> None:
    if text != shortest:
        raise ValueError(
            f"Write “{text}” as {shortest}: the shortest form, without leading or trailing zeros."
        )


def _partial_date(text: str) -> str:
    if text.strip() != text:
        raise ValueError("Write a date as 2014, 2014-03 or 2014-03-25, without blanks.")
    return str(PartialDate.parse(text))


def _day(text: str) -> str:
    if PartialDate.parse(_partial_date(text)).day is None:
        raise ValueError("Give the day, as in 2014-03-25.")
    return text


READERS = {
    columns.INTEGER: _integer,
    columns.DECIMAL: _decimal,
    columns.PARTIAL: _partial_date,
    columns.DAY: _day,
}


def nothing(column: Column) -> Any:
    """What a column of content has where there is nothing."""
    if column.type in (columns.REFS, columns.NAMES):
        return []
    return "" if column.type in (columns.TEXT, columns.SLUG) else None


def used_columns(file: File, rows: Iterable[Content]) -> tuple[Column, ...]:
    """The file's columns without the extra ones for which no row has a value."""
    extra = {column.name: column.default for column in file.columns if column.extra}
    used = (
        {
            name
            for row in rows
            for name, default in extra.items()
            if row[name] not in (None, "", default)
        }
        if extra
        else set()
    )
    return tuple(c for c in file.columns if not c.extra or c.name in used)
