"""Loading a data package: upsert by natural key, idempotent, all or nothing.

Everything is read and checked before the transaction ends; one error anywhere undoes all.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from commitments import columns, content
from commitments.actions import changes, checks, review, standings
from commitments.choices import ChangeAction, RecordType, ReviewState
from commitments.columns import Children, Table
from commitments.content import Content
from commitments.exchange import tables
from commitments.exchange.reading import BadPackage, Package, PackageError, Row
from commitments.models import (
    Check,
    Commitment,
    LoadedPackage,
    Revision,
    Submission,
)

BATCH = 2000
Progress = Callable[[str, int, int], None]
CHILD_FILES = {
    (RecordType.DOCUMENT, "parties"): tables.DOCUMENT_PARTIES,
    (RecordType.COMMITMENT, "parties"): tables.COMMITMENT_PARTIES,
}


class Found(NamedTuple):
    """What the loader knows of a record: its key in the database and whether it is public."""

    pk: Any
    public: bool


class Counts(NamedTuple):
    """What a load did, in records."""

    made: int
    changed: int
    same: int


def load_package(folder: Path, *, at: datetime.datetime, progress: Progress) -> Counts:
    """Load a package from a folder; raise BadPackage with every error, and then nothing has changed."""
    package = Package(folder)
    load = Load(package, at, progress)
    try:
        with transaction.atomic():
            load.run()
            if package.errors:
                raise BadPackage(package.errors)
    except IntegrityError as error:
        raise BadPackage([*package.errors, PackageError("", 0, "", f"Refused: {error}")]) from error
    return Counts(load.made, load.changed, load.same)


class Load:
    """One load under way. It is also what checks.problems asks about what is public."""

    def __init__(self, package: Package, at: datetime.datetime, progress: Progress) -> None:
        self.package, self.at, self.progress = package, at, progress
        self.known: dict[str, dict[str, Found]] = {
            table.record_type: {} for table in columns.TABLES
        }
        self.children: dict[tuple[str, str], dict[str, list[Content]]] = defaultdict(dict)
        self.wider: dict[str, str | None] = {}
        self.parties: dict[str, set[str]] = {}
        self.touched: set[int] = set()
        self.made = self.changed = self.same = 0
        self.submission: Submission | None = None

    # what checks.problems asks

    def is_public(self, record_type: str, public_id: str) -> bool:
        found = self.known[record_type].get(public_id)
        return found is not None and found.public

    def parties_of(self, commitment: str) -> set[str]:
        if commitment not in self.parties:
            self.parties[commitment] = checks.Live().parties_of(commitment)
        return self.parties[commitment]

    def implements(self, commitment: str) -> str | None:
        if commitment not in self.wider:
            self.wider[commitment] = checks.Live().implements(commitment)
        return self.wider[commitment]

    def find(self, record_type: str, public_id: str) -> Found | None:
        return self.known[record_type].get(public_id)

    # the work

    def run(self) -> None:
        """Read, check and write, one table after the other."""
        for table in columns.TABLES:
            self._know(table)
        self._read_children()
        for table in columns.TABLES:
            self._load_table(table)
        self._load_checks()
        self._unclaimed_children()
        if not self.package.errors:
            standings.refresh(sorted(self.touched))
            self._remember()

    def _know(self, table: Table) -> None:
        """The records of a table that are in the database already."""
        rows = table.model.objects.all()
        if table.record_type == RecordType.PARTICIPATION:
            rows = rows.select_related("summit", "party")
        for record in rows.iterator(BATCH):
            self.known[table.record_type][record.public_id] = Found(record.pk, record.is_public)

    def _read_children(self) -> None:
        for (record_type, name), file in CHILD_FILES.items():
            parent = file.columns[0].name
            for row in self.package.rows(file):
                owner = row.values.pop(parent)
                self._keep_child(record_type, name, owner, row)
        for row in self.package.rows(tables.CITATIONS):
            record_type, owner = row.values.pop("record_type"), row.values.pop("record")
            self._keep_child(record_type, "citations", owner.replace("/", "~"), row)

    def _keep_child(self, record_type: str, name: str, owner: str, row: Row) -> None:
        self.children[record_type, name].setdefault(owner, []).append(
            row.values | {"#": row.number}
        )

    def _unclaimed_children(self) -> None:
        """Rows whose record is in no table of the package."""
        for (record_type, name), owners in self.children.items():
            file = CHILD_FILES.get((record_type, name), tables.CITATIONS)
            column = "record" if file is tables.CITATIONS else file.columns[0].name
            for owner, given in owners.items():
                for child in given:
                    self.package.error(
                        file,
                        child["#"],
                        column,
                        f"The package has no {record_type.replace('_', ' ')} “{owner}”.",
                    )

    def _load_table(self, table: Table) -> None:
        file = tables.BY_NAME[table.name]
        rows = list(self.package.rows(file))
        for row in rows:
            public_id = self._public_id(table, row.values)
            held = self.known[table.record_type].get(public_id)
            self.known[table.record_type][public_id] = Found(held and held.pk, public=True)
            if table is columns.COMMITMENTS:
                self.wider[public_id] = row.values["implements"]
                self.parties[public_id] = {
                    child["party"]
                    for child in self.children[table.record_type, "parties"].get(public_id, [])
                }
        writer = TableWriter(self, table, file)
        for start in range(0, len(rows), BATCH):
            self.progress(table.name, start, len(rows))
            writer.load(rows[start : start + BATCH])
        self.progress(table.name, len(rows), len(rows))
        writer.second_pass()

    @staticmethod
    def _public_id(table: Table, values: Content) -> str:
        return "~".join(str(values[name]) for name in table.identity)

    def _load_checks(self) -> None:
        new: list[Check] = []
        known = set(Check.objects.values_list("commitment__slug", "date", "where"))
        for row in self.package.rows(tables.CHECKS):
            found = self.find(RecordType.COMMITMENT, row.values["commitment"])
            try:
                check = Check(
                    commitment_id=found and found.pk,
                    date=content.to_day(row.values["date"]),
                    where=row.values["where"],
                    created_at=self.at,
                )
                check.clean_fields(exclude=["commitment"])
                check.clean()
            except ValidationError as error:
                self.package.error(tables.CHECKS, row.number, "", " ".join(error.messages))
                continue
            if found is None:
                self.package.error(
                    tables.CHECKS,
                    row.number,
                    "commitment",
                    f"There is no commitment “{row.values['commitment']}”.",
                )
            elif (row.values["commitment"], check.date, check.where) not in known:
                new.append(check)
        if new and not self.package.errors:
            Check.objects.bulk_create(new, batch_size=BATCH)
            checked = Commitment.objects.in_bulk({check.commitment_id for check in new})
            changes.record_changes(
                [
                    changes.Event(ChangeAction.UPDATED, one, ["checks"], note=self.origin)
                    for one in checked.values()
                ],
                at=self.at,
            )

    @property
    def origin(self) -> str:
        return f"package {self.package.name} {self.package.version}"

    def owning_submission(self) -> Submission:
        """The one submission that holds all revisions of this load."""
        if self.submission is None:
            self.submission = Submission.objects.create(
                state=ReviewState.PUBLISHED,
                origin=self.origin,
                created_at=self.at,
                edited_at=self.at,
                submitted_at=self.at,
                decided_at=self.at,
            )
        return self.submission

    def _remember(self) -> None:
        """Keep the descriptor as it was, to be written back byte for byte."""
        LoadedPackage.objects.update_or_create(
            name=self.package.name,
            defaults={
                "version": self.package.version,
                "descriptor": self.package.descriptor,
                "loaded_at": self.at,
            },
        )


class TableWriter:
    """Writes the rows of one table: new records in bulk, changed ones one by one."""

    def __init__(self, load: Load, table: Table, file: tables.File) -> None:
        self.load_, self.table, self.file = load, table, file
        self.contained = columns.children_of(table.record_type)
        self.unique = self._unique_values()

    def _unique_values(self) -> dict[str, dict[Any, str]]:
        """Values that may stand once only, with the record that has them: from the database at first."""
        names = [
            f.name
            for f in self.table.model._meta.fields
            if f.unique and not f.primary_key and f.name != self.table.columns[0].field
        ]
        if self.table is columns.SOURCES:
            names.append("url_key")
        found: dict[str, dict[Any, str]] = {name: {} for name in names}
        if names:
            rows = self.table.model.objects.filter(retracted_at=None, merged_into=None)
            for public_id, *values in rows.values_list(self.table.columns[0].field, *names):
                for name, value in zip(names, values, strict=True):
                    found[name][value] = public_id
        return found

    def load(self, rows: list[Row]) -> None:
        """Check a batch of rows and write what is new or changed."""
        live = self._live(rows)
        new: list[tuple[Content, Any]] = []
        for row in rows:
            proposed = self._content(row)
            public_id = self.load_._public_id(self.table, row.values)
            record = live.get(public_id)
            before = content.read(record) if record is not None else None
            if before == proposed and record.is_public:
                self.load_.same += 1
                continue
            record_or_new = record if record is not None else self.table.model()
            if not self._check(row, proposed, record_or_new, public_id):
                continue
            if record is None:
                new.append((proposed, record_or_new))
            else:
                self._update(row, proposed, record, before or {})
        if new and not self.load_.package.errors:
            self._create(new)

    def _live(self, rows: list[Row]) -> dict[str, Any]:
        """The live records of a batch by public identifier, ready to be read."""
        held = [
            found.pk
            for row in rows
            if (
                found := self.load_.known[self.table.record_type][
                    self.load_._public_id(self.table, row.values)
                ]
            ).pk
        ]
        if not held:
            return {}
        found = self.table.model.objects.filter(pk__in=held)
        found = found.prefetch_related(*content.prefetches(self.table.record_type))
        return {record.public_id: record for record in found}

    def _content(self, row: Row) -> Content:
        """A row with what belongs to it from the other files, as content."""
        public_id = self.load_._public_id(self.table, row.values)
        proposed = {c.name: row.values[c.name] for c in self.table.columns}
        for children in self.contained:
            owners = self.load_.children[self.table.record_type, children.name]
            given = owners.pop(public_id, [])
            key = children.columns[0].name
            for child in given:
                child.pop("#")
            proposed[children.name] = sorted(given, key=lambda child: child[key])
        return proposed

    def _check(self, row: Row, proposed: Content, record: Any, public_id: str) -> bool:
        """Note everything that is wrong with a row; whether it is right."""
        before = len(self.load_.package.errors)
        try:
            content.fill(record, proposed, self.load_.find)
        except ValidationError as error:
            self._note(row, error)
            return False
        relations = [f.name for f in record._meta.fields if f.is_relation]
        for validate in (lambda: record.clean_fields(exclude=relations), record.clean):
            try:
                validate()
            except ValidationError as error:
                self._note(row, error)
        self._check_children(row, record, proposed)
        for name, values in self.unique.items():
            value = getattr(record, name)
            if value and values.setdefault(value, public_id) != public_id:
                shown = "url" if name == "url_key" else name
                self._error(row, shown, f"“{values[value]}” has the same value already.")
        if len(self.load_.package.errors) == before:
            for column, sentence in checks.problems(self.table.record_type, proposed, self.load_):
                self._error(row, column, sentence)
        return len(self.load_.package.errors) == before

    def _check_children(self, row: Row, record: Any, proposed: Content) -> None:
        try:
            content.themes(record, proposed, self.load_.find)
        except ValidationError as error:
            self._note(row, error)
        for children in self.contained:
            try:
                for child in content.rows(record, children, proposed, self.load_.find):
                    child.clean_fields(
                        exclude=[f.name for f in child._meta.fields if f.is_relation]
                    )
                    child.clean()
            except ValidationError as error:
                self._note(row, error, children)

    def _note(self, row: Row, error: ValidationError, children: Children | None = None) -> None:
        names = {column.field: column.name for column in self.table.columns}
        found = (
            error.message_dict
            if hasattr(error, "error_dict")
            else {NON_FIELD_ERRORS: error.messages}
        )
        for name, messages in found.items():
            shown = "" if name == NON_FIELD_ERRORS else names.get(name, name)
            for message in messages:
                self._error(row, children.name if children else shown, message)

    def _error(self, row: Row, column: str, reason: str) -> None:
        self.load_.package.error(self.file, row.number, column, reason)

    def _create(self, new: list[tuple[Content, Any]]) -> None:
        """Publish new records as version 1, with revisions and Changes."""
        load = self.load_
        for proposed, record in new:
            record.version, record.published_at, record.updated_at = 1, load.at, load.at
            if self.table is columns.SOURCES:
                record.url_key = record.address_key()
            if self.table is columns.COMMITMENTS and proposed["implements"]:
                record.implements_id = None  # set in the second pass: it may stand further down
        self.table.model.objects.bulk_create([record for _proposed, record in new])
        for _proposed, record in new:
            load.known[self.table.record_type][self._id(_proposed)] = Found(record.pk, public=True)
        self._create_children(new)
        self._publish([(proposed, record, ChangeAction.PUBLISHED, []) for proposed, record in new])
        load.made += len(new)

    def _id(self, proposed: Content) -> str:
        return self.load_._public_id(self.table, proposed)

    def _create_children(self, new: list[tuple[Content, Any]]) -> None:
        theme_rows = [
            row
            for proposed, record in new
            for row in content.themes(record, proposed, self.load_.find)
        ]
        if theme_rows:
            type(theme_rows[0]).objects.bulk_create(theme_rows)
        for children in self.contained:
            children.model.objects.bulk_create(
                [
                    row
                    for proposed, record in new
                    for row in content.rows(record, children, proposed, self.load_.find)
                ]
            )

    def _update(self, row: Row, proposed: Content, record: Any, before: Content) -> None:
        """Publish a changed row over what an earlier load published, never over an editor's work."""
        if not self._came_from_a_package(record):
            self._error(
                row,
                "",
                "An editor has changed this record since the last load; it is not overwritten.",
            )
            return
        record.version += 1
        record.updated_at = self.load_.at
        fields = content.changed_fields(before, proposed)
        content.apply(record, proposed)
        self._publish([(proposed, record, ChangeAction.UPDATED, fields)])
        self.load_.changed += 1

    def _came_from_a_package(self, record: Any) -> bool:
        return (
            record.is_public
            and review.revisions_of(record)
            .filter(version=record.version, submission__author=None)
            .exists()
        )

    def _publish(self, published: list[tuple[Content, Any, ChangeAction, list[str]]]) -> None:
        load = self.load_
        Revision.objects.bulk_create(
            Revision(
                submission=load.owning_submission(),
                record_type=self.table.record_type,
                record_key=str(record.pk),
                base_version=record.version - 1,
                version=record.version,
                content=proposed,
            )
            for proposed, record, _action, _fields in published
        )
        changes.record_changes(
            [
                changes.Event(action, record, fields or list(proposed), note=load.origin)
                for proposed, record, action, fields in published
            ],
            at=load.at,
        )
        if self.table is columns.COMMITMENTS:
            load.touched |= {record.pk for _c, record, _a, _f in published}
        if self.table is columns.PROGRESS_REPORTS:
            load.touched |= {record.commitment_id for _c, record, _a, _f in published}

    def second_pass(self) -> None:
        """Set what points forward: a commitment may implement one that stands further down."""
        if self.table is not columns.COMMITMENTS or self.load_.package.errors:
            return
        known = self.load_.known[RecordType.COMMITMENT]
        pointing = [
            Commitment(pk=known[slug].pk, implements_id=known[wider].pk)
            for slug, wider in self.load_.wider.items()
            if wider and slug in known and wider in known
        ]
        Commitment.objects.bulk_update(pointing, ["implements"], batch_size=500)
