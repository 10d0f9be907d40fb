"""Loading a data package: upsert by natural key, idempotent, all or nothing.

Everything is read and checked before the transaction ends; one error anywhere undoes all.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from commitments import columns, content
from commitments.actions import audit, changes, standings
from commitments.choices import AuditKind, ChangeAction, RecordType
from commitments.columns import Table
from commitments.exchange import checking, tables
from commitments.exchange.contained import Contained, file_of
from commitments.exchange.context import Context
from commitments.exchange.known import Everything
from commitments.exchange.reading import BadPackage, Package, PackageError, Row
from commitments.exchange.writing import TableWriter
from commitments.models import Check, Commitment, LoadedPackage

BATCH = 1000
Progress = Callable[[str, int, int], None]


class Counts(NamedTuple):
    """What a load did, in records."""

    made: int
    changed: int
    same: int


def load_package(folder: Path, *, at: datetime.datetime, progress: Progress) -> Counts:
    """Load a package from a folder; raise BadPackage with every error, and then nothing has changed."""
    package = Package(folder)
    try:
        with transaction.atomic():
            changes.one_at_a_time()
            context = Context(package, at, Everything(), Contained(package))
            Load(context, progress).run()
            if package.errors:
                raise BadPackage(package.errors)
    except IntegrityError as error:
        raise BadPackage([*package.errors, PackageError("", 0, "", f"Refused: {error}")]) from error
    return Counts(context.made, context.changed, context.same)


class Load:
    """One load under way, inside its transaction."""

    def __init__(self, context: Context, progress: Progress) -> None:
        self.context, self.package, self.progress = context, context.package, progress

    def run(self) -> None:
        """Read, check and write, one table after the other."""
        for table in columns.TABLES:
            self._promise(table)
        for table in columns.TABLES:
            self._load_table(table)
        self._load_checks()
        self._refuse_unclaimed()
        if not self.package.errors:
            self._refresh()
            self._remember()

    def _promise(self, table: Table) -> None:
        """What rows may name: a record of the package, even one whose own row is wrong."""
        if table is columns.PROGRESS_REPORTS:
            return
        known = self.context.known
        extra = ["implements"] if table is columns.COMMITMENTS else []
        for values in self.package.peek(tables.BY_NAME[table.name], [*table.identity, *extra]):
            public_id = "~".join(values[: len(table.identity)])
            known.promise(table, public_id)
            if extra:
                known.wider[public_id] = values[-1] or None
                known.parties[public_id] = set()
        if table is columns.COMMITMENTS:
            known.parties.update(self.context.contained.parties(table.record_type))

    def _load_table(self, table: Table) -> None:
        file = tables.BY_NAME[table.name]
        writer = TableWriter(self.context, table)
        total = self.package.size(file)
        done = 0
        for batch in batches(self.package.rows(file), BATCH):
            self.progress(table.name, done, total)
            writer.load(batch)
            done += len(batch)
        self.progress(table.name, total, total)
        writer.second_pass()

    def _refuse_unclaimed(self) -> None:
        """Rows whose record is in no table of the package, and what else is wrong with what nobody took."""
        left = list(self.context.contained.left())
        if not left:
            return
        present = {
            (table.record_type, "~".join(values))
            for table in columns.TABLES
            for values in self.package.peek(tables.BY_NAME[table.name], list(table.identity))
        }
        for record_type, name, owner, rows in left:
            checking.check_unclaimed(self.context, record_type, name, rows)
            if owner is None or (record_type, owner) in present:
                continue
            kind = record_type.replace("_", " ")
            file = file_of(record_type, name)
            column = "record" if file is tables.CITATIONS else file.columns[0].name
            for row in rows:
                self.package.error(
                    file, row.number, column, f"The package has no {kind} “{owner}”."
                )

    def _refresh(self) -> None:
        """Compute the standings of what was touched."""
        pks, done = sorted(self.context.touched), 0
        for batch in batches(pks, BATCH):
            self.progress("standings", done, len(pks))
            standings.refresh(batch)
            done += len(batch)
        self.progress("standings", len(pks), len(pks))

    def _load_checks(self) -> None:
        new: list[Check] = []
        known = set(Check.objects.values_list("commitment__slug", "date", "where"))
        for row in self.package.rows(tables.CHECKS):
            check = self._check(row)
            if check and (row.values["commitment"], check.date, check.where) not in known:
                new.append(check)
        if new and not self.package.errors:
            Check.objects.bulk_create(new, batch_size=BATCH)
            checked = Commitment.objects.in_bulk({check.commitment_id for check in new})
            changes.record_changes(
                [changes.Event(ChangeAction.UPDATED, one, ["checks"]) for one in checked.values()],
                at=self.context.at,
                note=self.context.origin,
            )

    def _check(self, row: Row) -> Check | None:
        """One check of a public commitment, or None where something is wrong, with all of it noted."""
        slug = row.values["commitment"]
        found = self.context.known.find(RecordType.COMMITMENT, slug)
        errors: dict[str, list[str]] = {}
        if "commitment" not in row.unread and (found is None or not found.public):
            errors["commitment"] = [f"There is no commitment “{slug}”."]
        check = Check(
            commitment_id=found and found.pk,
            date=row.values["date"] and content.to_day(row.values["date"]),
            where=row.values["where"],
            created_at=self.context.at,
        )
        try:
            check.full_clean(
                exclude={"commitment", *row.unread},
                validate_unique=False,
                validate_constraints=False,
            )
        except ValidationError as error:
            errors |= error.message_dict
        for column, sentences in errors.items():
            for sentence in sentences:
                self.package.error(tables.CHECKS, row.number, column, sentence)
        return None if errors or row.unread else check

    def _remember(self) -> None:
        """Keep the descriptor as it was, to be written back byte for byte; a second load changes nothing."""
        facts = {"version": self.package.version, "descriptor": self.package.descriptor}
        last = LoadedPackage.objects.order_by("-loaded_at").values("name", *facts).first()
        if last != {"name": self.package.name, **facts}:
            facts["loaded_at"] = self.context.at
            LoadedPackage.objects.update_or_create(name=self.package.name, defaults=facts)
        made, changed = self.context.made, self.context.changed
        if made or changed:
            loaded = f"{self.package.name} {self.package.version}"
            audit.write(
                AuditKind.PACKAGE_LOADED,
                by=None,
                at=self.context.at,
                after=loaded,
                made=made,
                changed=changed,
            )


def batches(found: Iterable, size: int) -> Iterator[list]:
    """What an iterable yields, in lists of at most ``size``."""
    remaining = iter(found)
    while batch := list(islice(remaining, size)):
        yield batch
