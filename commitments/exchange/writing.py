"""Writing one table of a package: new records in bulk, changed ones one by one."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models as db

from commitments import columns, content
from commitments.actions import changes, checks, revisions
from commitments.choices import ChangeAction, RecordType
from commitments.columns import Table
from commitments.content import Content
from commitments.exchange import filling, tables
from commitments.exchange.context import Context
from commitments.exchange.known import Found
from commitments.exchange.reading import Row
from commitments.exchange.uniqueness import Once
from commitments.models import Commitment, Revision
from commitments.queries.lookup import is_uuid

AT_ONCE = 500


class Ready(NamedTuple):
    """A record that passed every check, with the unsaved rows that belong to it."""

    content: Content
    record: Any
    contained: list[db.Model]


class TableWriter:
    """Checks and writes the rows of one table, batch by batch."""

    def __init__(self, context: Context, table: Table) -> None:
        self.context, self.table, self.file = context, table, tables.BY_NAME[table.name]
        self.children = columns.children_of(table.record_type)
        self.once = Once(table, context.package)
        self.pointing: list[str] = []

    def load(self, rows: list[Row]) -> None:
        """Check a batch of rows and write what is new or changed."""
        live = self._live(rows)
        new: list[Ready] = []
        for row in rows:
            record = live.get(self._id(row.values))
            proposed = self._content(row)
            before = None if record is None else content.read(record)
            if before == proposed and record.is_public:
                self.context.same += 1
                continue
            ready = self._ready(row, proposed, record)
            if ready and before is None:
                new.append(ready)
            elif ready:
                self._update(row, ready, before)
        if new and not self.context.package.errors:
            self._create(new)

    def _id(self, values: Content) -> str:
        return "~".join(str(values[name]) for name in self.table.identity)

    def _live(self, rows: list[Row]) -> dict[str, Any]:
        """The live records of a batch by public identifier, ready to be read."""
        ids = [self._id(row.values) for row in rows]
        if self.table is columns.PROGRESS_REPORTS:
            held = [one for one in ids if is_uuid(one)]
        else:
            known = (self.context.known.find(self.table.record_type, one) for one in ids)
            held = [found.pk for found in known if found and found.is_written]
        if not held:
            return {}
        found = self.table.model.objects.filter(pk__in=held)
        return {one.public_id: one for one in content.for_reading(found, self.table.record_type)}

    def _content(self, row: Row) -> Content:
        """A row with what belongs to it from the other files, as content."""
        proposed = {c.name: row.values[c.name] for c in self.table.columns}
        for children in self.children:
            proposed[children.name] = self.context.contained.take(
                self.table.record_type, children, self._id(row.values)
            )
        return proposed

    # what may be wrong with a row

    def _ready(self, row: Row, proposed: Content, held: Any) -> Ready | None:
        """The record filled in, or None where something is wrong, with all of it noted."""
        before = len(self.context.package.errors)
        record = self.table.model() if held is None else held
        if self.table is columns.PROGRESS_REPORTS and not is_uuid(proposed["id"]):
            self._error(row, "id", "This is not a UUID in lower case.")
            return None
        if held is not None and held.version:
            for column, sentence in checks.renamings(held, proposed):
                self._error(row, column, sentence)
        contained, found = filling.fill(record, proposed, self.context.known.find)
        for column, sentence in found:
            self._error(row, column, sentence)
        self._refuse_doubles(row, record)
        if len(self.context.package.errors) == before:
            known = self.context.known
            for column, sentence in checks.problems(self.table.record_type, proposed, known):
                self._error(row, column, sentence)
        if len(self.context.package.errors) > before:
            return None
        return Ready(proposed, record, contained)

    def _refuse_doubles(self, row: Row, record: Any) -> None:
        """Values that another record has already, in the database or further up in the package."""
        for column, holder in self.once.taken(self._id(row.values), record):
            self._error(row, column, f"“{holder}” has the same value already.")

    def _error(self, row: Row, column: str, reason: str) -> None:
        self.context.package.error(self.file, row.number, column, reason)

    # what is written

    def _create(self, new: list[Ready]) -> None:
        """Publish new records as version 1, with revisions and Changes."""
        at = self.context.at
        for one in new:
            one.record.version, one.record.published_at, one.record.updated_at = 1, at, at
            if self.table is columns.COMMITMENTS and one.content["implements"]:
                one.record.implements_id = None  # set in the second pass: it may stand further down
                self.pointing.append(one.content["id"])
        self.table.model.objects.bulk_create([one.record for one in new])
        if self.table is not columns.PROGRESS_REPORTS:
            found = self.context.known.records[self.table.record_type]
            found |= {self._id(one.content): Found(one.record.pk, public=True) for one in new}
        by_model: dict[type, list[db.Model]] = {}
        for one in new:
            for row in one.contained:
                by_model.setdefault(type(row), []).append(row)
        for model, rows in by_model.items():
            model.objects.bulk_create(rows)
        self._publish(
            [(one.content, one.record) for one in new],
            [changes.Event(ChangeAction.PUBLISHED, o.record, list(o.content)) for o in new],
        )
        self.context.made += len(new)

    def _update(self, row: Row, ready: Ready, before: Content) -> None:
        """Publish a changed row over what an earlier load published, never over an editor's work."""
        record, proposed = ready.record, ready.content
        if not self._came_from_a_package(record):
            self._error(
                row,
                "",
                "An editor has changed this record since the last load; it is not overwritten.",
            )
            return
        if self.context.package.errors:
            return
        if proposed.get("implements"):
            self.pointing.append(proposed["id"])
        now = proposed | {"implements": None} if "implements" in proposed else proposed
        record.version += 1
        record.updated_at = self.context.at
        if isinstance(record, columns.PROGRESS_REPORTS.model):
            self.context.touched |= set(
                Commitment.objects.filter(reports=record.pk).values_list("pk", flat=True)
            )
        try:
            content.apply(record, now)
        except ValidationError as error:
            for column, sentence in filling.told(error, self.table.record_type):
                self._error(row, column, sentence)
            return
        fields = content.changed_fields(before, proposed)
        self._publish([(proposed, record)], [changes.Event(ChangeAction.UPDATED, record, fields)])
        self.context.changed += 1

    def _came_from_a_package(self, record: Any) -> bool:
        """Whether no person wrote the version that is public: an editor's act has an author."""
        found = revisions.revisions_of(record).filter(version=record.version)
        return (
            record.is_public
            and found.filter(submission__author=None, submission__partner=None).exists()
        )

    def _publish(self, published: list[tuple[Content, Any]], events: list[changes.Event]) -> None:
        context = self.context
        submission = context.owning_submission()
        Revision.objects.bulk_create(
            Revision(
                submission=submission,
                record_type=self.table.record_type,
                record_key=str(record.pk),
                base_version=record.version - 1,
                version=record.version,
                content=proposed,
            )
            for proposed, record in published
        )
        changes.record_changes(events, at=context.at, note=context.origin)
        if self.table is columns.COMMITMENTS:
            context.touched |= {record.pk for _content, record in published}
        if self.table is columns.PROGRESS_REPORTS:
            context.touched |= {record.commitment_id for _content, record in published}

    def second_pass(self) -> None:
        """Set what points forward: a commitment may implement one that stands further down."""
        if self.context.package.errors:
            return
        known = self.context.known
        pointing = [
            Commitment(
                pk=known.find(RecordType.COMMITMENT, slug).pk,
                implements_id=known.find(RecordType.COMMITMENT, known.wider[slug]).pk,
            )
            for slug in self.pointing
        ]
        Commitment.objects.bulk_update(pointing, ["implements"], batch_size=AT_ONCE)
