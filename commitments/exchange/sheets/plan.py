"""What an import would do, row by row, and why not: worked out without writing anything."""

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.translation import gettext as _

from commitments import columns
from commitments.actions import scope
from commitments.actions.errors import NotAllowed
from commitments.choices import RecordType
from commitments.content import Content
from commitments.exchange import filling, tables
from commitments.exchange.sheets import cells
from commitments.exchange.sheets.grids import Book
from commitments.exchange.sheets.hints import add_hints
from commitments.exchange.sheets.identities import Identities
from commitments.exchange.sheets.rows import OUTCOMES, Row, rows_of
from commitments.exchange.sheets.surroundings import Surroundings, key_of
from commitments.queries import sources, visibility
from commitments.queries.naming import Names

Named = tuple[str, str]  # a record type and a public identifier


@dataclass(frozen=True)
class Plan:
    """The rows of a book in its order, the names of sheets that were left out, and of what rows name."""

    rows: list[Row]
    left_out: list[str]
    names: Names

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def drafts(self) -> list[Row]:
        """The good rows, those first that others name."""
        good = [row for row in self.rows if row.is_good]
        by_id = {row.public_id: row for row in good if row.record_type == RecordType.COMMITMENT}
        wider = {one: {row.proposed["implements"]} & by_id.keys() for one, row in by_id.items()}
        order = [by_id[one] for one in TopologicalSorter(wider).static_order()]
        return [
            *(row for row in good if row.record_type == RecordType.SOURCE),
            *order,
            *(row for row in good if row.record_type == RecordType.PROGRESS_REPORT),
        ]

    @property
    def stamp(self) -> str:
        """What an editor has seen who looks at this plan: the same text for the same plan."""
        shown = [
            (
                row.sheet.name,
                row.number,
                row.outcome,
                row.before,
                _told(row),
                row.problems,
                row.hints,
            )
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def plan(book: Book, *, by: Any) -> Plan:
    """What an import of a book by a user would do; the number of queries does not grow with it."""
    rows = list(rows_of(book))
    around = Surroundings(rows, by)
    identities = Identities(rows, around, by)
    identities.settle()
    _learn_commitments(rows, around)
    for row in rows:
        if not row.led_to:
            row.proposed = _proposed(row, around, identities)
    limit = visibility.limited_to(by)
    for row in rows:
        if not row.led_to:
            _check(row, around, limit)
    _refuse_circles(rows)
    _refuse_dependents(rows, identities.made)
    add_hints([row for row in rows if row.is_good], around)
    return Plan(rows, book.left_out, around.names())


def _told(row: Row) -> Content:
    """The proposed content without the id of a new report, which is made anew each time."""
    new_report = row.is_new and row.record_type == RecordType.PROGRESS_REPORT
    return {k: v for k, v in row.proposed.items() if not (new_report and k == "id")}


def _learn_commitments(rows: list[Row], around: Surroundings) -> None:
    """Reports may be about commitments of the same book, as the book has them."""
    for row in rows:
        if row.record_type == RecordType.COMMITMENT and "id" in row.given:
            parties = row.given.get("parties", [])
            around.promised[row.given["id"]] = {"parties": parties}
            around.parties[row.given["id"]] = {one["party"] for one in parties}
            around.wider[row.given["id"]] = row.given.get("implements")


def _proposed(row: Row, around: Surroundings, identities: Identities) -> Content:
    """The whole content that a row proposes; columns that the file has not stay as they are."""
    proposed: Content = {}
    for column in row.sheet.table.columns:
        value = row.given.get(column.name, row.before.get(column.name))
        if value is None and not column.required:
            value = tables.from_text(column, "")
        if column.type == columns.REF and value:
            value = around.name(column.to, value)
        proposed[column.name] = value
    if row.record_type == RecordType.PROGRESS_REPORT and not proposed["id"]:
        proposed["id"] = str(uuid.uuid4())
    for column in row.sheet.lists:
        proposed[column.name] = row.given.get(column.name, [])
    if "citations" in proposed:
        proposed["citations"] = _citations(row, around, identities)
    return proposed


def _citations(row: Row, around: Surroundings, identities: Identities) -> list[Content]:
    """The citations of a row by slug, whether they were written by slug or by address."""
    found = []
    for one in row.given.get("citations", []):
        written = one["source"]
        slug = around.name(RecordType.SOURCE, written)
        if cells.is_address(written):
            key = key_of(written) or ""
            described = identities.described.get(key)
            slug = around.addresses.get(key) or (described.public_id if described else "")
            if described and not slug:
                row.refuse("citations", _refused_too(described))
                continue
            if key in around.closed:
                row.refuse("citations", sources.HELD)
                continue
        if slug:
            found.append({"source": slug, "locator": one["locator"]})
        else:
            sentence = _("We have no source “%s”. Describe it in the sheet “sources”.")
            row.refuse("citations", sentence % written[:100])
    return sorted(found, key=lambda citation: citation["source"])


def _check(row: Row, around: Surroundings, limit: set[str]) -> None:
    """Note what is wrong with what a row proposes, beside what could not be read."""
    unread = {column for column, _sentence in row.problems}
    _contained, found = filling.fill(row.record, row.proposed, around.find, unread)
    for column, sentence in found:
        if not (column == "id" and "id" not in row.given):
            row.refuse(column, sentence)
    if row.before.get("commitment", row.proposed.get("commitment")) != row.proposed.get(
        "commitment"
    ):
        row.refuse("commitment", _("A report stays with its commitment."))
    if limit and not row.problems:
        try:
            states = [state for state in (row.proposed, row.before) if state]
            scope.refuse_others(limit, row.record_type, states, around.promised.get)
        except NotAllowed as refusal:
            row.refuse("", refusal)


def _refuse_circles(rows: list[Row]) -> None:
    """New commitments that implement one another can't be made, since each would have to be first."""
    by_id = {row.public_id: row for row in rows if row.record_type == RecordType.COMMITMENT}
    wider = {
        one: {row.proposed["implements"]} & by_id.keys()
        for one, row in by_id.items()
        if not row.problems
    }
    while True:
        try:
            TopologicalSorter(wider).prepare()
        except CycleError as circle:
            for public_id in set(circle.args[1]):
                by_id[public_id].refuse("implements", _("Commitments implement one another here."))
                del wider[public_id]
        else:
            return


def _refuse_dependents(rows: list[Row], made: dict[Named, Row]) -> None:
    """A row that names a new record is refused with the row that would have made it."""
    refused = True
    while refused:
        refused = False
        for row in rows:
            bad = [made[one] for one in _names(row) if one in made and made[one].problems]
            if bad and not row.problems:
                row.refuse("", _refused_too(bad[0]))
                refused = True


def _names(row: Row) -> list[Named]:
    proposed = row.proposed
    found = [(RecordType.SOURCE, one["source"]) for one in proposed.get("citations", [])]
    for name in ("implements", "commitment"):
        found.append((RecordType.COMMITMENT, proposed.get(name) or ""))
    return found


def _refused_too(named: Row) -> str:
    return _("It names row %(row)s of “%(sheet)s”, which is refused.") % {
        "row": named.number,
        "sheet": named.sheet.name,
    }
