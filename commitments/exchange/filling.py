"""Filling a record from content without the database: what belongs to it, and all that is wrong with it."""

from collections.abc import Collection, Iterable, Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models as db
from django.utils.translation import gettext as _

from commitments import columns, content
from commitments.actions.checks import Problem
from commitments.columns import Children, Column
from commitments.content import Content, Find

RELATIONS = {
    model: [field.name for field in model._meta.fields if field.is_relation]
    for table in columns.TABLES
    for model in (table.model, *(c.model for c in columns.children_of(table.record_type)))
}
RESTS_ON = {  # what clean() says of a column, and the other column without which it says nothing
    "target_unit": "target_quantity",
    "measure_unit": "measure_quantity",
    "not_assessable_why": "assessable",
    "": "kind",
}


def fill(
    record: db.Model, proposed: Content, find: Find, unread: Collection[str] = ()
) -> tuple[list[db.Model], list[Problem]]:
    """Fill a record; its unsaved themes, parts and citations, and columns with sentences.

    What names other records goes by ``find`` alone; uniqueness is left to who knows the others.
    Nothing is said of columns that are ``unread``, since that has been said.
    """
    contained, problems = fill_own(record, proposed, find, unread)
    for children in columns.children_of(columns.record_type_of(record)):
        given = proposed.get(children.name) or []
        for child, found in fill_children(record, children, ((one, ()) for one in given), find):
            contained.append(child)
            problems += [(children.name, sentence) for _column, sentence in found]
    return contained, [problem for problem in problems if problem[0] not in unread]


def fill_own(
    record: db.Model, proposed: Content, find: Find, unread: Collection[str]
) -> tuple[list[db.Model], list[Problem]]:
    """Fill a record's own columns; its unsaved themes, and columns with sentences."""
    own = columns.BY_TYPE[columns.record_type_of(record)].columns
    problems = list(_faults(record, own, proposed, find, unread))
    try:
        return content.themes(record, proposed, find), problems
    except ValidationError as error:
        return [], problems + [one for one in told(error, own) if one[0] not in unread]


def fill_children(
    record: db.Model,
    children: Children,
    rows: Iterable[tuple[Content, Collection[str]]],
    find: Find,
) -> Iterator[tuple[db.Model, list[Problem]]]:
    """Unsaved rows of what a record contains, each with what is wrong with it by its own columns."""
    key, seen = children.columns[0].name, set()
    for given, unread in rows:
        child = children.model(**{children.parent: record})
        problems = list(_faults(child, children.columns, given, find, unread))
        if given[key] in seen and key not in unread:
            problems.append((key, _("“%s” is named twice.") % given[key]))
        seen.add(given[key])
        yield child, problems


def _faults(
    instance: db.Model, own: Iterable[Column], given: Content, find: Find, unread: Collection[str]
) -> Iterator[Problem]:
    """Fill and check one instance; a column that could not be filled is not checked further."""
    silent = set(unread)
    try:
        content.fill_columns(instance, own, given, find)
    except ValidationError as error:
        found = [one for one in told(error, own) if one[0] not in silent]
        yield from found
        silent.update(column for column, _sentence in found)
    try:
        instance.clean_fields(exclude=RELATIONS[type(instance)])
    except ValidationError as error:
        yield from (one for one in told(error, own) if one[0] not in silent)
    try:
        instance.clean()
    except ValidationError as error:
        for column, sentence in told(error, own):
            if column not in silent and RESTS_ON.get(column) not in silent:
                yield column, sentence


def told(error: ValidationError, own: Iterable[Column]) -> Iterator[Problem]:
    """What is wrong, by the names that columns have in files."""
    names = {column.field: column.name for column in own} | {"reported_by_name": "reported_by"}
    by_field = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    for name, messages in by_field.items():
        shown = "" if name == NON_FIELD_ERRORS else names.get(name, name)
        for message in messages:
            yield shown, message
