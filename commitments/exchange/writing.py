"""Writing one table of a package: new records in bulk, changed ones one by one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models as db

from commitments import columns, content
from commitments.actions import changes, revisions, standings
from commitments.choices import ChangeAction, RecordType
from commitments.columns import Table
from commitments.content import Content
from commitments.exchange import filling
from commitments.exchange.checking import Checker, Proposal
from commitments.exchange.context import Context
from commitments.exchange.known import Found
from commitments.exchange.reading import Row
from commitments.models import Commitment, Revision
from commitments.queries.lookup import is_uuid

AT_ONCE = 500
EDITED = "An editor has changed this record since the last load; it is not overwritten."


class TableWriter:
    """Checks and writes the rows of one table, batch by batch."""

    def __init__(self, context: Context, table: Table) -> None:
        self.context, self.table = context, table
        self.checker = Checker(context, table)
        self.pointing: list[str] = []

    def load(self, rows: list[Row]) -> None:
        """Check a batch of rows and write what is new or changed."""
        live = self._live(rows)
        new: list[Proposal] = []
        for row in rows:
            one = self.checker.proposal(row)
            held = live.get(one.public_id)
            before = None if held is None else content.read(held)
            if before == one.content and held.is_public:
                self.context.same += 1
                continue
            one.record = self.table.model() if held is None else held
            if held is not None and not self._came_from_a_package(held):
                self.checker.error(one, "", EDITED)
            good = self.checker.check(one)
            if good and before is None:
                new.append(one)
            elif good:
                self._update(one, before)
        if new and not self.context.package.errors:
            self._create(new)

    def _live(self, rows: list[Row]) -> dict[str, Any]:
        """The live records of a batch by public identifier, ready to be read."""
        ids = [self.checker.id_of(row) for row in rows]
        if self.table is columns.PROGRESS_REPORTS:
            held = [one for one in ids if is_uuid(one)]
        else:
            known = (self.context.known.find(self.table.record_type, one) for one in ids)
            held = [found.pk for found in known if found and found.is_written]
        if not held:
            return {}
        found = self.table.model.objects.filter(pk__in=held)
        return {one.public_id: one for one in content.for_reading(found, self.table.record_type)}

    def _create(self, new: list[Proposal]) -> None:
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
            found |= {one.public_id: Found(one.record.pk, public=True) for one in new}
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

    def _update(self, one: Proposal, before: Content) -> None:
        """Publish a changed row over what an earlier load published."""
        record, proposed = one.record, one.content
        if self.context.package.errors:
            return
        if proposed.get("implements"):
            self.pointing.append(proposed["id"])
        now = proposed | {"implements": None} if "implements" in proposed else proposed
        record.version += 1
        record.updated_at = self.context.at
        under = self._under(record)
        self.context.touched |= under
        try:
            content.apply(record, now)
        except ValidationError as error:
            for column, sentence in filling.told(error, self.table.columns):
                self.checker.error(one, column, sentence)
            return
        fields = content.changed_fields(before, proposed)
        left = under - standings.commitments_of([record])
        told = [changes.Event(ChangeAction.UPDATED, record, fields), *changes.of_left(left)]
        self._publish([(proposed, record)], told)
        self.context.changed += 1

    def _under(self, record: Any) -> set[int]:
        """The key of the commitment that a report stands under before the row moves it."""
        if not isinstance(record, columns.PROGRESS_REPORTS.model):
            return set()
        return set(Commitment.objects.filter(reports=record.pk).values_list("pk", flat=True))

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
