"""What several rows must agree on before a record becomes public: rules R6 and R12, and no dangling names.

The checks read contents, so that publishing one record and loading 100,000 ask the same questions.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from django.db import models as db

from commitments import columns
from commitments.choices import RecordType
from commitments.columns import Column
from commitments.content import Content, value_of
from commitments.models import Commitment, FormerSlug, ProgressReport
from summits.models import Party
from summits.partial_dates import PartialDate

NEEDS_SOURCE = {RecordType.COMMITMENT, RecordType.PROGRESS_REPORT}
STARTS = {
    RecordType.COMMITMENT: ("made_on", "the promise"),
    RecordType.DOCUMENT: ("adopted_on", "the adoption"),
}
Problem = tuple[str, str]


class Known(Protocol):
    """What is public, or becomes public in the same transaction."""

    def is_public(self, record_type: str, public_id: str) -> bool: ...

    def is_party(self, code: str) -> bool: ...

    def parties_of(self, commitment: str) -> set[str]: ...

    def implements(self, commitment: str) -> str | None: ...

    def was_renamed(self, record_type: str, slug: str) -> bool: ...

    def reported_on(self, commitment: str) -> set[str]: ...


class Live:
    """What is public in the live tables."""

    def is_public(self, record_type: str, public_id: str) -> bool:
        table = columns.BY_TYPE[record_type]
        field = "pk" if record_type == RecordType.PROGRESS_REPORT else table.columns[0].field
        return table.model.objects.published().filter(**{field: public_id}).exists()

    def is_party(self, code: str) -> bool:
        return Party.objects.filter(code=code).exists()

    def parties_of(self, commitment: str) -> set[str]:
        found = Commitment.objects.filter(slug=commitment)
        return set(found.values_list("parts__party__code", flat=True))

    def implements(self, commitment: str) -> str | None:
        found = Commitment.objects.filter(slug=commitment)
        return found.values_list("implements__slug", flat=True).first()

    def was_renamed(self, record_type: str, slug: str) -> bool:
        return FormerSlug.objects.filter(record_type=record_type, slug=slug).exists()

    def reported_on(self, commitment: str) -> set[str]:
        """The parties whose own parts public reports are about."""
        found = ProgressReport.objects.published().filter(commitment__slug=commitment)
        return set(found.filter(party__isnull=False).values_list("party__code", flat=True))


def problems(record_type: str, content: Content, known: Known) -> Iterator[Problem]:
    """Why a record with this content may not be public: columns with sentences. None: it may."""
    yield from of_record(record_type, content, known)
    for row in content.get("parties", []):
        for _column, sentence in of_party(record_type, row, content, known):
            yield "parties", sentence


def of_record(record_type: str, content: Content, known: Known) -> Iterator[Problem]:
    """What is wrong with the record itself; where rows are missing, the column is their list."""
    yield from _names_what_is_not_public(record_type, content, known)
    yield from former_slugs(record_type, content, known)
    if record_type in NEEDS_SOURCE and not any(
        known.is_public(RecordType.SOURCE, citation["source"]) for citation in content["citations"]
    ):
        yield "citations", "It needs at least one published source."
    if record_type == RecordType.COMMITMENT:
        yield from _circle(content, known)
        if not content["parties"]:
            yield "parties", "It needs at least one party."
        left = known.reported_on(content["id"]) - {row["party"] for row in content["parties"]}
        for party in sorted(left):
            yield "parties", f"Reports are about the part of {party}. Give it a day of leaving."
    if record_type == RecordType.PROGRESS_REPORT:
        party, commitment = content.get("party"), content["commitment"]
        if party and commitment and party not in known.parties_of(commitment):
            yield "party", f"{party} has no part in {commitment}."


def of_party(record_type: str, row: Content, content: Content, known: Known) -> Iterator[Problem]:
    """What is wrong with one of a record's parties, by the columns of its own row."""
    if not known.is_public(RecordType.PARTY, row["party"]):
        yield "party", _not_public(RecordType.PARTY, row["party"])
    start_column, what = STARTS[record_type]
    yield from _moves_too_early(row, content[start_column], what)


def renamings(record: db.Model, content: Content) -> Iterator[Problem]:
    """Rule R9: a public record keeps what identifies it; only removal.rename gives it a new slug."""
    table = columns.BY_TYPE[columns.record_type_of(record)]
    for column in table.columns:
        identifies = column.name in table.identity or column.field == "slug"
        if identifies and str(value_of(record, column)) != str(content[column.name]):
            yield column.name, "What identifies a public record stays. Ask for it to be renamed."


def former_slugs(record_type: str, content: Content, known: Known) -> Iterator[Problem]:
    """A slug that a renamed record had leads to it for ever."""
    for column in columns.BY_TYPE[record_type].columns:
        if column.field == "slug" and known.was_renamed(record_type, content[column.name]):
            yield column.name, "A renamed record had this slug; its old address stays its own."


def _names_what_is_not_public(
    record_type: str, content: Content, known: Known
) -> Iterator[Problem]:
    """A public record names public records only, or it would let out what is not public yet."""
    table = columns.BY_TYPE[record_type]
    named: list[tuple[Column, str]] = []
    for column in table.columns:
        if column.type == columns.REF and content[column.name]:
            named.append((column, content[column.name]))
        if column.type == columns.REFS:
            named += [(column, slug) for slug in content[column.name]]
    reporter = content.get("reported_by")
    if reporter and known.is_party(reporter):
        named.append((replace(columns.PARTY_REF, name="reported_by"), reporter))
    for column, public_id in named:
        if not known.is_public(column.to, public_id):
            yield column.name, _not_public(column.to, public_id)


def _not_public(record_type: str, public_id: str) -> str:
    kind = record_type.replace("_", " ")
    return f"The {kind} “{public_id}” is not public. Publish it first."


def _moves_too_early(row: Content, start: str | None, what: str) -> Iterator[Problem]:
    """Rule R12: a party neither joins nor leaves before there is something to join."""
    for name, does in (("joined_on", "joins"), ("left_on", "leaves")):
        written = row[name]
        if not start or not written:
            continue
        if PartialDate.parse(written).last_day < PartialDate.parse(start).last_day:
            yield name, f"{row['party']} {does} on {written}, before {what} of {start}."


def too_early(record_type: str, content: Content) -> Iterator[tuple[Content, str, str]]:
    """The same of all parties of a record: rows, columns and sentences."""
    if record_type in STARTS:
        column, what = STARTS[RecordType(record_type)]
        for row in content["parties"]:
            for name, sentence in _moves_too_early(row, content[column], what):
                yield row, name, sentence


def _circle(content: Content, known: Known) -> Iterator[Problem]:
    """Commitments that implement one another in a circle would have no widest one."""
    seen, wider = {content["id"]}, content["implements"]
    if wider in seen:
        yield "implements", "A commitment cannot implement itself."
        return
    while wider:
        if wider in seen:
            yield (
                "implements",
                f"{content['id']} and {content['implements']} implement one another.",
            )
            return
        seen.add(wider)
        wider = known.implements(wider)
