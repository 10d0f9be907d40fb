"""Filling a record from content without the database: what belongs to it, and all that is wrong with it."""

from collections.abc import Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models as db

from commitments import columns, content
from commitments.actions.checks import Problem
from commitments.columns import Children
from commitments.content import Content, Find

RELATIONS = {
    model: [field.name for field in model._meta.fields if field.is_relation]
    for table in columns.TABLES
    for model in (table.model, *(c.model for c in columns.children_of(table.record_type)))
}


def fill(record: db.Model, proposed: Content, find: Find) -> tuple[list[db.Model], list[Problem]]:
    """Fill a record; its unsaved themes, parts and citations, and columns with sentences.

    What names other records goes by ``find`` alone; uniqueness is left to who knows the others.
    """
    record_type = columns.record_type_of(record)
    try:
        content.fill(record, proposed, find)
    except ValidationError as error:
        return [], list(told(error, record_type))
    problems: list[Problem] = []
    for validate in (lambda: record.clean_fields(exclude=RELATIONS[type(record)]), record.clean):
        try:
            validate()
        except ValidationError as error:
            problems += told(error, record_type)
    contained: list[db.Model] = []
    try:
        contained += content.themes(record, proposed, find)
    except ValidationError as error:
        problems += told(error, record_type)
    for children in columns.children_of(record_type):
        try:
            for child in content.rows(record, children, proposed, find):
                child.clean_fields(exclude=RELATIONS[type(child)])
                child.clean()
                contained.append(child)
        except ValidationError as error:
            problems += told(error, record_type, children)
    return contained, problems


def told(
    error: ValidationError, record_type: str, children: Children | None = None
) -> Iterator[Problem]:
    """What is wrong, by the names that columns have in files."""
    table = columns.BY_TYPE[record_type]
    names = {column.field: column.name for column in table.columns}
    names["reported_by_name"] = "reported_by"
    by_field = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    for name, messages in by_field.items():
        shown = "" if name == NON_FIELD_ERRORS else names.get(name, name)
        for message in messages:
            yield children.name if children else shown, message
