"""Dates known to the day, the month or the year: the value, the model field and the form field.

A partial date is kept as written (``2016``, ``2016-03``, ``2016-03-18``) and stands for its last
day wherever dates are compared or sorted.
"""

import calendar
import datetime
import functools
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import dateformat, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
FIRST_YEAR = 1000


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, a month or a day. Compared by last day only, so ``2016`` and ``2016-12-31`` sort together."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; raise ValueError for anything else."""
        match = WRITTEN.fullmatch(text)
        if not match:
            raise ValueError(f"“{text[:40]}” is not a date. Use 2016, 2016-03 or 2016-03-18.")
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None or year < FIRST_YEAR:
            raise ValueError(f"“{text}” has no year between {FIRST_YEAR} and 9999.")
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"“{text}” has no such month. Use 01 to 12, as in 2016-03.")
        if day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]:
            raise ValueError(f"“{text}” is not a day of the calendar. Use a date like 2014-03-25.")
        return cls(year, month, day)

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    def __lt__(self, other: "PartialDate") -> bool:
        return self.last_day < other.last_day

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def to_partial_date(value: Any) -> PartialDate | None:
    """Turn text, a date or None into a PartialDate; raise ValidationError with a sentence."""
    if value is None or value == "":
        return None
    if isinstance(value, PartialDate):
        return value
    try:
        return PartialDate.parse(str(value).strip())
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error


def today() -> datetime.date:
    """The UTC day, which is *today* everywhere."""
    return timezone.now().astimezone(datetime.UTC).date()


def not_behind_us(instance: models.Model, *fields: str) -> dict[str, ValidationError]:
    """Rule R12: the whole period of a date lies in the past; what is wrong with the fields' dates."""
    errors = {}
    for field in fields:
        written = getattr(instance, field)
        if not isinstance(written, PartialDate) or written.last_day <= today():
            continue
        if written.first_day <= today():
            message = _("%(date)s is not over yet. Give the day, as in 2014-03-25.")
        else:
            message = _("%(date)s lies in the future. Give a date that has passed.")
        errors[field] = ValidationError(message % {"date": written}, code="future")
    return errors


class WrittenDate:
    """Attribute of a partial date: whatever is assigned reads back as a PartialDate or None."""

    def __init__(self, field: models.Field) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        return instance.__dict__[self.field.attname]

    def __set__(self, instance: Any, value: Any) -> None:
        try:
            instance.__dict__[self.field.attname] = to_partial_date(value)
        except ValidationError:
            instance.__dict__[self.field.attname] = value  # full_clean() then says what is wrong


class LastDay:
    """Attribute of the companion column: always computed, never assigned."""

    def __init__(self, source: str, name: str) -> None:
        self.source = source
        self.name = name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        written = getattr(instance, self.source)
        return written.last_day if isinstance(written, PartialDate) else None

    def __set__(self, instance: Any, value: Any) -> None:
        """Ignore what the database or a constructor hands in: the written date decides.

        A trace stays, or save() would take the column for a deferred one and leave it out.
        """
        instance.__dict__[self.name] = None


class LastDayField(models.DateField):
    """The last day of a partial date, kept beside it for constraints, ordering and cut-offs."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, LastDay(self.source, name))


class PartialDateField(models.CharField):
    """A partial date as written. Declare a LastDayField(source=…) beside it to compare by."""

    description = _("Partial date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, WrittenDate(self))

    def to_python(self, value: Any) -> PartialDate | None:
        return to_partial_date(value)

    def run_validators(self, value: Any) -> None:
        """The parser has said all there is to say; length checks do not apply to the value."""

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None or value == "" else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> forms.Field:
        label, required = self.verbose_name, not self.blank
        return PartialDateFormField(
            **{"label": label, "required": required, "help_text": self.help_text}
            | {
                key: value
                for key, value in kwargs.items()
                if key in {"label", "required", "initial"}
            }
        )


class PartialDateFormField(forms.CharField):
    """A text box that takes a year, a month or a day and says so."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or _(
            "As exact as the source: 2016, 2016-03 or 2016-03-18."
        )
        super().__init__(**kwargs)
        self.widget.attrs |= {
            "placeholder": "YYYY-MM-DD",
            "inputmode": "numeric",
            "size": 12,
            "autocomplete": "off",
        }

    def to_python(self, value: Any) -> PartialDate | None:
        return to_partial_date(super().to_python(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()


def in_words(value: Any) -> str:
    """18 March 2016, March 2016 or 2016, from a date as written, in the language of the page."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC).date()
    return _written(str(value), get_language())


def days_in_words(first: datetime.date, last: datetime.date) -> str:
    """24–25 March 2014, of days in one month or on one day; nothing of others, which take a sentence to say."""
    if first == last:
        return in_words(first)
    if (first.year, first.month) != (last.year, last.month) or first.day == 1:
        return ""
    both = f"{first.day}–{last.day}"
    return dateformat.format(last, _pattern([last.month, last.day]).replace("j", both, 1))


@functools.lru_cache(maxsize=10_000)
def _written(text: str, language: str | None) -> str:
    """A date in words; kept, for a long table says the same days again and again."""
    year, *rest = (int(part) for part in text.split("-"))
    words = dateformat.format(datetime.date(year, *[*rest, 1, 1][:2]), _pattern(rest))
    return words.lower() if language == "ru" else words  # Django begins its months with a capital


def _pattern(rest: list[int]) -> str:
    """How the language of the page writes a date of which month and day, or less, are known."""
    if not rest:
        return pgettext("a year", "Y")
    if len(rest) == 1:
        return pgettext("a month", "F Y")
    if rest[1] == 1:
        return pgettext("the first day of a month", "j F Y")
    return pgettext("a day", "j F Y")
