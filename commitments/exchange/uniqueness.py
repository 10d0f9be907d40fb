"""Values that may stand once only: a summit's edition, a theme's name, a source's address.

A row may take over the value of another record whose own row gives it up, whichever stands first.
So what the package gives up is set free in the database before any row is written.
"""

import uuid
from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from django.db import models as db

from commitments import columns
from commitments.columns import Table
from commitments.exchange import tables
from commitments.exchange.reading import Package

SHOWN = {"url_key": "url"}  # what is compared, and the column it comes from


class Once:
    """The unique values of one table, each with the record that has it."""

    def __init__(self, table: Table, package: Package) -> None:
        self.table, self.package = table, package
        self.key = table.columns[0]
        self.holders = {name: self._read(name) for name in self._names()}

    def taken(self, public_id: str, record: db.Model) -> Iterator[tuple[str, str]]:
        """Columns whose value another record has, here or further up in the package, and that record."""
        for name, holders in self.holders.items():
            value = getattr(record, name)
            if value and holders.setdefault(value, public_id) != public_id:
                yield SHOWN.get(name, name), holders[value]

    def _names(self) -> list[str]:
        found = [
            field.name
            for field in self.table.model._meta.fields
            if field.unique and not field.primary_key and field.name != self.key.field
        ]
        return [*found, "url_key"] if self.table is columns.SOURCES else found

    def _read(self, name: str) -> dict[Any, str]:
        """The values in the database with the records that have them, once the others are set free."""
        found = self.table.model.objects.all()
        if name == "url_key":
            found = found.standing()
        if name != "slug":  # a public slug stays; a row that changes it is refused
            self._set_free(name, found)
        values = found.values_list(name, self.key.field)
        return {value: public_id for value, public_id in values.iterator() if value}

    def _set_free(self, name: str, found: db.QuerySet) -> None:
        """Put a stand-in in the place of each value that the record's row in the package changes."""
        shown = SHOWN.get(name, name)
        held = {one: str(value) for one, value in found.values_list(self.key.field, shown)}
        if not held:
            return
        file = tables.BY_NAME[self.table.name]
        given_up, proposed = set(), set()
        for public_id, text in self.package.peek(file, [self.key.name, shown]):
            if held.get(public_id) != text:
                proposed.add(text)
                given_up |= {public_id} & held.keys()
        free = _stand_ins(self.table.model._meta.get_field(name), proposed | set(held.values()))
        for public_id, value in zip(sorted(given_up), free, strict=False):
            found.filter(**{self.key.field: public_id}).update(**{name: value})


def _stand_ins(field: db.Field, used: set[str]) -> Iterator[Any]:
    """Values that no record has, to be replaced before the load ends."""
    if field.null:
        return repeat(None)
    if isinstance(field, db.IntegerField):
        return (n for n in range(tables.GREATEST_INTEGER, 0, -1) if str(n) not in used)
    return (str(uuid.uuid4()) for _ in count())
