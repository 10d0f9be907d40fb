"""A record's content as plain data, as revisions keep it: read it from a record, put it into one.

Values are JSON: text as it is, ``""`` or None for nothing, dates as written, decimals as text
without an exponent, relations by public identifier, lists in order. ``parties`` are sorted by
code and ``citations`` by source, so equal contents are equal dictionaries.
"""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models as db
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from commitments import columns
from commitments.columns import Children, Column
from commitments.models import Citation, FormerSlug
from summits.partial_dates import to_partial_date

Content = dict[str, Any]
Find = Callable[[str, str], Any]  # record type and public identifier to what has a pk, or None
ID_FIELD = {"party": "code", "progress_report": "pk"}
NEXT_TO_NOTHING = (None, "", [])


def decimal_text(value: Decimal | None) -> str | None:
    """A decimal as short as possible and without an exponent: 2000, 1.5."""
    return None if value is None else format(value.normalize(), "f")


def find(record_type: str, public_id: str) -> db.Model | None:
    """The record with this identifier, by a former slug too; None where there is none."""
    model = columns.BY_TYPE[record_type].model
    if record_type == "participation":
        summit, _sign, party = public_id.partition("~")
        return model.objects.filter(summit__slug=summit, party__code=party).first()
    field = ID_FIELD.get(record_type, "slug")
    found = model.objects.filter(**{field: public_id}).first()
    if found is None and field == "slug":
        former = FormerSlug.objects.filter(record_type=record_type, slug=public_id).first()
        found = former and model.objects.filter(pk=former.record_key).first()
    return found


def with_names(record_type: str, content: Content, name: Callable[[str, str], str]) -> Content:
    """The content with every record it names by what ``name`` gives for its type and identifier.

    Where two names become one, the first is kept, with both places in the source.
    """
    table = columns.BY_TYPE[record_type]
    named = dict(content)
    for column in table.columns:
        given = content.get(column.name)
        if column.type == columns.REF and given:
            named[column.name] = name(column.to, given)
        elif column.type == columns.REFS and given:
            named[column.name] = list(dict.fromkeys(name(column.to, one) for one in given))
    for children in columns.children_of(record_type):
        key = children.columns[0]
        rows = {}
        for row in content.get(children.name) or []:
            public_id = name(key.to, row[key.name])
            kept = rows.setdefault(public_id, row | {key.name: public_id})
            if "locator" in row:
                kept["locator"] = one_place(kept["locator"], row["locator"])
        named[children.name] = [rows[public_id] for public_id in sorted(rows)]
    return named


def one_place(*locators: str) -> str:
    """The places that several citations of one source name, each once, in one locator's length."""
    places = dict.fromkeys(place for text in locators for place in text.split("; ") if place)
    text = "; ".join(places)
    most = Citation._meta.get_field("locator").max_length
    return text if len(text) <= most else f"{text[: most - 1]}…"


def current_name(record_type: str, public_id: str) -> str:
    """What a record is called today: its slug after a renaming, its survivor's after a merge."""
    found = find(record_type, public_id)
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return public_id if found is None else found.public_id


def read(record: db.Model) -> Content:
    """The content of a record as it stands in the live tables."""
    table = columns.BY_TYPE[columns.record_type_of(record)]
    content = {column.name: value_of(record, column) for column in table.columns}
    for children in columns.children_of(table.record_type):
        content[children.name] = _read_children(record, children)
    return content


def value_of(record: db.Model, column: Column) -> Any:
    """One column of a record as plain data."""
    if column.type == columns.REFS:
        return [row.theme.slug for row in getattr(record, column.field).all()]
    if column.name == "reported_by":
        return (
            record.reported_by_party.code if record.reported_by_party else record.reported_by_name
        )
    value = getattr(record, column.field)
    if column.type == columns.REF:
        return value and value.public_id
    if column.type == columns.NAMES:
        return value.split(";") if value else []
    if column.type == columns.DECIMAL:
        return decimal_text(value)
    if column.type == columns.PARTIAL:
        return None if value is None else str(value)
    if column.type == columns.DAY:
        return value.isoformat()
    return str(value) if column.type == columns.SLUG else value


def _read_children(record: db.Model, children: Children) -> list[Content]:
    found = [
        {column.name: value_of(row, column) for column in children.columns}
        for row in getattr(record, children.related).all()
    ]
    return sorted(found, key=lambda row: row[children.columns[0].name])


def own_columns(found: db.QuerySet, record_type: str) -> db.QuerySet:
    """A selection with what the records' own columns are read from."""
    table = columns.BY_TYPE[record_type]
    joined = [column.field for column in table.columns if column.type == columns.REF]
    if record_type == "progress_report":
        joined.append("reported_by_party")
    themes = [column.field for column in table.columns if column.type == columns.REFS]
    return found.select_related(*joined).prefetch_related(
        *(Prefetch(name, _related(found, name).select_related("theme")) for name in themes)
    )


def for_reading(found: db.QuerySet, record_type: str) -> db.QuerySet:
    """A selection with all that the records' contents are read from, in a few queries."""
    contained = []
    for children in columns.children_of(record_type):
        named = [column.field for column in children.columns if column.type == columns.REF]
        rows = _related(found, children.related).select_related(*named)
        contained.append(Prefetch(children.related, rows))
    return own_columns(found, record_type).prefetch_related(*contained)


def _related(found: db.QuerySet, name: str) -> db.QuerySet:
    return found.model._meta.get_field(name).related_model.objects.all()


def fill(record: db.Model, content: Content, find: Find = find) -> None:
    """Set a record's own columns from content; raise ValidationError naming every bad column."""
    fill_columns(record, columns.BY_TYPE[columns.record_type_of(record)].columns, content, find)


def fill_columns(instance: db.Model, own: Iterable[Column], content: Content, find: Find) -> None:
    """Set columns of a record or of a row that it contains; raise ValidationError naming every bad one."""
    errors: dict[str, Any] = {}
    for column in (one for one in own if one.type != columns.REFS):
        try:
            _set(instance, column, content.get(column.name, column.default), find)
        except ValidationError as error:
            errors[column.name] = error
    if errors:
        raise ValidationError(errors)


def _set(record: db.Model, column: Column, value: Any, find: Find) -> None:
    """Set one column, turning plain data into the model's value."""
    if column.name == "reported_by":
        party = find("party", value or "")
        record.reported_by_party_id = party and party.pk
        record.reported_by_name = "" if party else value or ""
    elif column.type == columns.REF:
        found = _referred(column, value, find)
        setattr(record, f"{column.field}_id", found and found.pk)
    elif column.type == columns.NAMES:
        if any(";" in name for name in value or []):
            raise ValidationError(_("An author's name has no semicolon."))
        setattr(record, column.field, ";".join(value or []))
    elif column.type == columns.DECIMAL:
        setattr(record, column.field, to_decimal(value))
    elif column.type == columns.PARTIAL:
        setattr(record, column.field, to_partial_date(value))
    elif column.type == columns.DAY:
        setattr(record, column.field, value and to_day(value))
    elif column.type in (columns.BOOLEAN, columns.INTEGER):
        setattr(record, column.field, value)
    else:
        setattr(record, column.field, value or "")


def _referred(column: Column, value: Any, find: Find) -> Any:
    if value in NEXT_TO_NOTHING:
        if column.required:
            raise ValidationError(_("This may not be empty."), code="required")
        return None
    found = find(column.to, value)
    if found is None:
        told = {"kind": column.to.replace("_", " "), "id": value}
        sentence = _("There is no %(kind)s “%(id)s”.") % told
        if column.to == "party":
            sentence += " " + _("A party is written by its code, such as FRA.")
        raise ValidationError(sentence, code="unknown")
    return found


def to_decimal(value: Any) -> Decimal | None:
    if value in NEXT_TO_NOTHING:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValidationError(_("“%s” is not a number.") % value) from error
    if not number.is_finite():
        raise ValidationError(_("“%s” is not a number.") % value)
    return number


def to_day(value: str) -> datetime.date:
    written = to_partial_date(value)
    if written is None or written.day is None:
        raise ValidationError(_("Give the day, as in 2014-03-25."))
    return written.last_day


def themes(record: db.Model, content: Content, find: Find = find) -> list[db.Model]:
    """Unsaved rows of a record's themes, in order; raise ValidationError for all unknown or doubled ones."""
    table = columns.BY_TYPE[columns.record_type_of(record)]
    column = next((column for column in table.columns if column.type == columns.REFS), None)
    if column is None:
        return []
    slugs = content.get("themes") or []
    found, errors = [], []
    if len(set(slugs)) < len(slugs) or not slugs:
        errors.append(ValidationError(_("Name at least one theme, and each once.")))
    for slug in dict.fromkeys(slugs):
        try:
            found.append(_referred(column, slug, find))
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError({"themes": errors})
    row = record._meta.get_field(column.field).related_model
    owner = columns.record_type_of(record)
    return [row(**{owner: record}, theme_id=theme.pk, position=i) for i, theme in enumerate(found)]


def rows(
    record: db.Model, children: Children, content: Content, find: Find = find
) -> list[db.Model]:
    """Unsaved rows of what a record contains; raise ValidationError for a bad or doubled row."""
    found, seen = [], set()
    for given in content.get(children.name) or []:
        row = children.model(**{children.parent: record})
        try:
            fill_columns(row, children.columns, given, find)
        except ValidationError as error:
            raise ValidationError({children.name: error.messages}) from error
        key = given.get(children.columns[0].name)
        if key in seen:
            raise ValidationError({children.name: _("“%s” is named twice.") % key})
        seen.add(key)
        found.append(row)
    return found


def apply(record: db.Model, content: Content) -> None:
    """Put content into the live row and replace what it contains. Validates; raises ValidationError."""
    fill(record, content)
    record.full_clean()
    new_themes = themes(record, content)
    contained = [
        (children, rows(record, children, content))
        for children in columns.children_of(columns.record_type_of(record))
    ]
    record.save()
    if new_themes:
        _replace(record, new_themes)
    for children, new in contained:
        for row in new:
            row.full_clean(exclude=[children.parent])
        _replace(record, new, children.model)


def _replace(record: db.Model, new: list[db.Model], model: type[db.Model] | None = None) -> None:
    """Put new rows in the place of all that a record has of their model."""
    model = model or type(new[0])
    owner = columns.record_type_of(record)
    model._default_manager.filter(**{owner: record}).delete()
    model._default_manager.bulk_create(new)


def changed_fields(old: Content, new: Content) -> list[str]:
    """Names of the columns and lists in which two contents differ, in the registry's order."""
    return [name for name in new if old.get(name) != new.get(name)]
