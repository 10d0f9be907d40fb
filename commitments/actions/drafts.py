"""Checking what was sent from outside: all that is wrong with a source or a report, by JSON pointer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db import models as db

from commitments import columns, content
from commitments.actions import checks
from commitments.choices import RecordType
from commitments.content import Content
from commitments.models import Citation, ProgressReport
from commitments.queries import sources
from summits.models import Source

NESTED = {"measure_quantity": "measure/quantity", "measure_unit": "measure/unit"}
MEANT = {"reported_by_name": "reported_by", "reported_by_party": "reported_by", "url_key": "url"}


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where it stands, a word for programs and a sentence for people."""

    pointer: str
    code: str
    detail: str


class Known(checks.Live):
    """What is public, and the sources that come with the report and become public with it."""

    def __init__(self, new: set[str]) -> None:
        self.new = new

    def is_public(self, record_type: str, public_id: str) -> bool:
        if record_type == RecordType.SOURCE and public_id in self.new:
            return True
        return super().is_public(record_type, public_id)


def public(record_type: str, public_id: str) -> db.Model | None:
    """The public record of this name; a draft is not there, for who sends from outside."""
    found = content.find(record_type, public_id)
    return found if found is not None and found.is_public else None


def source(written: Content, pointer: str) -> tuple[Source, list[Fault]]:
    """A new source, saved as a draft where nothing is wrong with it."""
    record = Source(slug="new")
    held = sources.by_address(written["url"]) if written["url"] else None
    if held is not None:
        return record, [_held(held, f"{pointer}/url")]
    found = _faults(record, written | {"id": "new"}, lambda name: f"{pointer}/{name}")
    if found:
        return record, found
    record.slug = sources.free_slug(record)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        return record, [_held(None, f"{pointer}/url")]
    return record, []


def _held(record: Source | None, pointer: str) -> Fault:
    """Rule R13: an address that we have leads to its source, or to waiting."""
    if record is not None and record.is_public:
        detail = f"We have a source with this address. Cite it as “{record.slug}”."
        return Fault(pointer, "exists", detail)
    detail = "A source with this address is in work. Cite it when it is public."
    return Fault(pointer, "in_work", detail)


def _faults(record: db.Model, written: Content, at: Callable[[str], str]) -> list[Fault]:
    """Set a record's columns and check it; everything that is wrong, by pointer."""
    table = columns.BY_TYPE[columns.record_type_of(record)]
    wrong: dict[str, list[ValidationError]] = {}
    try:
        content.fill(record, written, public)
    except ValidationError as error:
        wrong |= error.error_dict
    unset = [table.column(name).field for name in wrong]
    try:
        record.full_clean(exclude=unset)
    except ValidationError as error:
        for name, found in error.error_dict.items():
            wrong.setdefault(_column_of(table, name), found)
    return [
        Fault(at(name), error.code or "invalid", " ".join(error.messages))
        for name, found in wrong.items()
        for error in found
    ]


def _column_of(table: columns.Table, name: str) -> str:
    """The column that a field of the model is meant by."""
    if name == NON_FIELD_ERRORS:
        return ""
    name = MEANT.get(name, name.removesuffix("_last"))
    return next((column.name for column in table.columns if column.field == name), name)


def faults_of_report(
    record: ProgressReport, proposed: Content, cited: list[Content], new: dict[int, str]
) -> list[Fault]:
    """All that is wrong with a report. ``new`` are its new sources by the place of their citations."""
    at = lambda name: f"/{NESTED.get(name, name)}" if name else ""  # noqa: E731
    found = _faults(record, proposed, at) + list(_of_citations(cited, new))
    told = {fault.pointer for fault in found}
    known = Known(set(new.values()))
    for name, sentence in checks.problems(RecordType.PROGRESS_REPORT, proposed, known):
        if at(name) not in told and not (name == "citations" and cited):
            found.append(Fault(at(name), "rule", sentence))
    return found


def _of_citations(cited: list[Content], new: dict[int, str]) -> Iterator[Fault]:
    seen = set()
    for place, row in enumerate(cited):
        pointer, slug = f"/citations/{place}", row["source"]
        try:
            Citation(locator=row["locator"]).clean_fields(
                exclude=[field.name for field in Citation._meta.fields if field.name != "locator"]
            )
        except ValidationError as error:
            yield Fault(f"{pointer}/locator", "invalid", " ".join(error.messages))
        if place in new or not slug:
            continue
        if public(RecordType.SOURCE, slug) is None:
            yield Fault(f"{pointer}/source", "unknown", f"There is no source “{slug}”.")
        elif slug in seen:
            yield Fault(f"{pointer}/source", "repeated", f"“{slug}” is cited twice.")
        seen.add(slug)
