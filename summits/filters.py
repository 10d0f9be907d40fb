"""Strict filters for page, API and download: a bad value is an answer with a sentence, never ignored.

Built on django-filter; its automatic fields and silent fall-backs are not used.
"""

import datetime
import re
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from summits.choices import PartyKind, SourceKind
from summits.models import Party
from summits.models.source import validate_language
from summits.partial_dates import today

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?",
    re.ASCII,
)
MAX_VALUES = 100
MAX_NAMED = 20  # of more values a refusal does not name all
MAX_TEXT = 2000
MAX_WORDS = 20


def parse_day(text: str) -> datetime.date:
    """Read ``YYYY-MM-DD``; raise ValueError with a sentence for anything else."""
    if not DAY.fullmatch(text):
        raise ValueError(_("“%s” is not a day. Use a date like 2014-03-25.") % text[:40])
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            _("%s is not a day of the calendar. Use a date like 2014-03-25.") % text
        ) from None


def parse_past_day(text: str) -> datetime.date:
    """Read a day that is not in the future (rule R3); raise ValueError with a sentence."""
    day = parse_day(text)
    if day > today():
        raise ValueError(
            _("%(day)s is in the future. Use today, %(today)s, or a day before it.")
            % {"day": text, "today": today().isoformat()}
        )
    return day


def parse_moment(text: str) -> datetime.datetime:
    """Read a day or a time with its zone, as UTC; raise ValueError with a sentence."""
    text = text.replace(" ", "+", 1)  # a plus sign that a query string has turned into a blank
    bad = _("“%s” is not a time. Use 2026-11-25 or 2026-11-25T10:00:00Z.") % text[:40]
    if not MOMENT.fullmatch(text):
        raise ValueError(bad)
    try:
        found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        if found.tzinfo is None:
            return found.replace(tzinfo=datetime.UTC)
        return found.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise ValueError(bad) from None


class One(forms.CharField):
    """One value, read by a function that raises ValueError with a sentence."""

    def __init__(self, read: Any = str, **kwargs: Any) -> None:
        self.read = read
        super().__init__(**{**kwargs, "required": False})

    def clean(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        try:
            return self.read(value)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


def unlisted(value: str, what: Any) -> forms.ValidationError:
    """What is said of a value that none of many is."""
    text = _("There is no %(what)s “%(value)s”.") % {"what": what, "value": value[:60]}
    return forms.ValidationError(text, code="unlisted")


def retracted(value: str, what: Any) -> forms.ValidationError:
    """What is said of the identifier of a record that is public no longer."""
    text = _("The %(what)s “%(value)s” has been retracted.") % {"what": what, "value": value[:60]}
    return forms.ValidationError(text, code="retracted")


class ManyWidget(forms.SelectMultiple):
    """Several values: repeated, separated by commas, or both."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [value for given in data.getlist(name) for value in given.split(",")]


class Many(forms.Field):
    """Several values, each one of a list that a function gives: ``{written: meaning}``.

    ``moved`` is asked about what the list lacks, and says what that means today; None: retracted.
    """

    widget = ManyWidget

    def __init__(self, allowed: Any, what: Any, moved: Any = None, **kwargs: Any) -> None:
        self.allowed, self.what, self.moved = allowed, what, moved
        super().__init__(**{**kwargs, "required": False})

    def clean(self, value: list[str]) -> list[Any]:
        if len(value) > MAX_VALUES:
            raise forms.ValidationError(_("Give at most %s values.") % MAX_VALUES, code="too_many")
        if not value:
            return []
        allowed = self.allowed()
        others = [one for one in dict.fromkeys(value) if one not in allowed]
        moved = self.moved(others) if others and self.moved else {}
        for one in others:
            if one not in moved:
                raise self._refusal(one, allowed)
            if moved[one] is None:
                raise retracted(one, self.what)
        meanings = allowed | moved
        return list(dict.fromkeys(meanings[one] for one in value))

    def _refusal(self, one: str, allowed: dict[str, Any]) -> forms.ValidationError:
        if len(allowed) > MAX_NAMED:
            return unlisted(one, self.what)
        words = {"value": one[:60], "what": self.what, "allowed": ", ".join(allowed)}
        text = _("“%(value)s” is not a %(what)s. Use %(allowed)s.") % words
        return forms.ValidationError(text, code="invalid")


class OneFilter(django_filters.Filter):
    """A parameter that stands at most once."""

    field_class = One
    many = False


class ManyFilter(django_filters.Filter):
    """A parameter with several values, meaning *or*."""

    field_class = Many
    many = True


def read_boolean(text: str) -> bool:
    """Read true or false; raise ValueError with a sentence."""
    if text not in ("true", "false"):
        raise ValueError(_("“%s” is neither true nor false.") % text[:40])
    return text == "true"


def read_text(text: str) -> str:
    """Read search words; raise ValueError where there are too many."""
    if len(text) > MAX_TEXT:
        raise ValueError(_("Search for at most %s characters.") % MAX_TEXT)
    if len(text.split()) > MAX_WORDS:
        raise ValueError(_("Search for at most %s words.") % MAX_WORDS)
    return text


def read_language(text: str) -> str:
    """Read the code of a language; raise ValueError with a sentence."""
    if not validate_language.regex.fullmatch(text):
        raise ValueError(
            _("“%s” is not the code of a language. Use ISO 639-1: en, fr, zh.") % text[:40]
        )
    return text


def of(choices: Any, what: Any) -> ManyFilter:
    """A filter on a fixed vocabulary."""
    return ManyFilter(allowed=lambda: {value: value for value in choices.values}, what=what)


def by_id(model: Any, field: str, what: Any, moved: Any = None) -> ManyFilter:
    """A filter on public records by identifier; its values are primary keys."""
    return ManyFilter(
        allowed=lambda: dict(model.objects.published().values_list(field, "pk")),
        what=what,
        moved=moved,
    )


def regions() -> dict[str, str]:
    """The regions that public parties are in."""
    found = Party.objects.published().exclude(region="").values_list("region", flat=True)
    return {region: region for region in sorted(set(found))}


class StrictFilterSet(django_filters.FilterSet):
    """A FilterSet that knows its parameters.

    ``strict`` (API): an unknown parameter and an empty value are errors. Otherwise (pages) both are
    ignored, as links bring parameters of their own and forms send empty fields. A bad or repeated
    single value is an error everywhere. ``also`` names parameters that the caller reads itself.
    """

    default_ordering = "id"
    orderings: dict[str, str] = {"id": "slug"}
    maybe_null: tuple[str, ...] = ()  # fields to sort by that a row may lack

    def __init__(
        self, data: QueryDict, queryset: Any = None, *, strict: bool, also: tuple[str, ...] = ()
    ) -> None:
        self.given = data
        self.problems: list[dict[str, str]] = []
        super().__init__(self._known(data, also, strict=strict), queryset)

    def _known(self, data: QueryDict, also: tuple[str, ...], *, strict: bool) -> MultiValueDict:
        """The parameters that are ours, empty ones left out; what is wrong is noted."""
        known = MultiValueDict()
        for name, values in data.lists():
            if name in also:
                if len(values) > 1:
                    self._problem(name, "repeated", _("Give it once."))
                continue
            declared = self.base_filters.get(name)
            if declared is None:
                if strict:
                    allowed = ", ".join(sorted([*self.base_filters, *also])) or "none"
                    self._problem(
                        name[:60], "unknown", _("There is no such parameter. Known: %s.") % allowed
                    )
                continue
            parts = [
                v for given in values for v in (given.split(",") if declared.many else [given])
            ]
            if strict and not all(part.strip() for part in parts):
                self._problem(name, "empty", _("Give a value or leave the parameter out."))
                continue
            kept = [part for part in parts if part.strip()]
            if not declared.many and len(values) > 1:
                self._problem(name, "repeated", _("Give it once."))
            elif kept:
                known.setlist(name, kept)
        return known

    def _problem(self, name: str, code: str, detail: str) -> None:
        self.problems.append({"parameter": name, "code": code, "detail": detail})

    @property
    def faults(self) -> list[dict[str, str]]:
        """Everything wrong with the parameters: ``{"parameter", "code", "detail"}`` each."""
        found = list(self.problems)
        for name, errors in self.form.errors.as_data().items():
            found += [
                {"parameter": name, "code": e.code or "invalid", "detail": " ".join(e.messages)}
                for e in errors
            ]
        return found

    def is_valid(self) -> bool:
        return not self.faults

    @property
    def chosen(self) -> dict[str, Any]:
        """The values given, read; only names that have one."""
        self.form.is_valid()  # fills cleaned_data
        return {
            name: value
            for name, value in self.form.cleaned_data.items()
            if value not in (None, "", [])
        }

    @property
    def order(self) -> tuple[str, bool]:
        """The field to sort by and whether downwards; ties go by identifier, upwards."""
        name = self.chosen.get("ordering", self.default_ordering)
        return self.orderings[name.removeprefix("-")], name.startswith("-")

    @property
    def ordered(self) -> QuerySet:
        """The selection in the order asked for; rows without the key come last, up and down."""
        field, down = self.order
        last = True if field in self.maybe_null else None
        key = F(field).desc(nulls_last=last) if down else F(field).asc(nulls_last=last)
        return self.qs.order_by(key, "slug")


def ordering_filter(orderings: dict[str, str]) -> OneFilter:
    """The ``ordering`` parameter of a list."""
    allowed = [sign + name for name in orderings for sign in ("", "-")]

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(
                _("“%(value)s” is no ordering. Use %(allowed)s.")
                % {"value": text[:40], "allowed": ", ".join(allowed)}
            )
        return text

    return OneFilter(read=read)


class SummitFilter(StrictFilterSet):
    """Parameters of the list of summits."""

    ordering = ordering_filter({"id": "slug"})
    updated_since = OneFilter(read=parse_moment)

    def filter_queryset(self, queryset):
        return updated(queryset, self.chosen)


class ThemeFilter(SummitFilter):
    """Parameters of the list of themes."""


class PartyFilter(StrictFilterSet):
    """Parameters of the list of parties."""

    orderings = {"id": "code", "name": "name"}
    kind = of(PartyKind, gettext_lazy("kind of party"))
    region = ManyFilter(allowed=regions, what=gettext_lazy("region"))
    ordering = ordering_filter(orderings)
    updated_since = OneFilter(read=parse_moment)

    def filter_queryset(self, queryset):
        return updated(matching(queryset, self.chosen, kind="kind", region="region"), self.chosen)


class SourceFilter(StrictFilterSet):
    """Parameters of the list of sources."""

    orderings = {"id": "slug", "title": "title", "published_on": "published_on_last"}
    maybe_null = ("published_on_last",)
    kind = of(SourceKind, gettext_lazy("kind of source"))
    language = OneFilter(read=read_language)
    ordering = ordering_filter(orderings)
    updated_since = OneFilter(read=parse_moment)

    def filter_queryset(self, queryset):
        found = matching(queryset, self.chosen, kind="kind")
        if "language" in self.chosen:
            found = found.filter(language=self.chosen["language"])
        return updated(found, self.chosen)


def any_contains(word: str, *fields: str) -> Q:
    """A condition that one of the fields contains the word, in any case."""
    return reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields))


def matching(queryset: Any, chosen: dict[str, Any], **fields: str) -> Any:
    """Rows whose fields have one of the chosen values, for each parameter that was given."""
    for name, field in fields.items():
        if name in chosen:
            queryset = queryset.filter(**{f"{field}__in": chosen[name]})
    return queryset


def updated(queryset: Any, chosen: dict[str, Any]) -> Any:
    """Rows changed since the moment asked for, if one was."""
    since = chosen.get("updated_since")
    return queryset.filter(updated_at__gte=since) if since else queryset
