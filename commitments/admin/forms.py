"""The form of a record: typed text as content, and content as what the editor is shown."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commitments import columns, content
from commitments.actions.errors import Invalid, Stale
from commitments.choices import ChangeReason, RecordType
from summits.models import Theme
from summits.text import BULLET
from summits.typed import TidyField

SUBMITTING = {"_submit", "_submitanother"}
STAMP = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})", re.ASCII)


class Unlikely(Exception):  # noqa: N818 - a question to the editor, not a fault
    """What was typed is possible but unlikely (rule R12); ``sentences`` say why."""

    def __init__(self, sentences):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def tidied(form):
    """Labels of the fields in which a pasted bullet was removed."""
    return [
        str(field.label)
        for name, field in form.fields.items()
        if isinstance(field, TidyField) and BULLET.match(str(form[name].data or "").strip())
    ]


def is_number(text, *, digits):
    """Whether text is a whole number of so many digits at most."""
    return str(text).isascii() and str(text).isdigit() and len(str(text)) <= digits


def is_key(text):
    """Whether text is a primary key that a database can look for."""
    return is_number(text, digits=18)


class Known:
    """Mixin of the autocompletes: labels that the form has fetched for all its rows at once."""

    known = None

    def optgroups(self, name, value, attrs=None):
        if self.known is None:
            return super().optgroups(name, [pk for pk in value if is_key(pk)], attrs)
        options = [
            self.create_option(name, pk, self.known[str(pk)], selected=True, index=i)
            for i, pk in enumerate(value)
            if str(pk) in self.known
        ]
        if not self.allow_multiple_selected:
            options.insert(0, self.create_option(name, "", "", selected=False, index=0))
        return [(None, options, 0)]


class Choose(Known, AutocompleteSelect):
    """One record, found by typing."""


class ChooseInOrder(Known, AutocompleteSelectMultiple):
    """Several records, found by typing, kept in the order in which they were chosen."""


class ThemesField(forms.ModelMultipleChoiceField):
    """Themes in the order in which they were chosen."""

    def __init__(self, relation, **kwargs):
        widget = ChooseInOrder(relation, admin.site, attrs={"data-in-order": "true"})
        super().__init__(Theme.objects.all(), widget=widget, label=_("Themes"), **kwargs)
        self.help_text = _("The most important one first.")

    def prepare_value(self, value):
        themes = value if value and all(isinstance(one, Theme) for one in value) else None
        pks = [pk for pk in super().prepare_value(value) or [] if is_key(pk)]
        if themes is None:
            themes = self.queryset.filter(pk__in=pks)
        self.widget.known = {str(theme.pk): theme.name for theme in themes}
        return pks

    def clean(self, value):
        if not all(map(is_key, value or [])):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        found = {str(theme.pk): theme for theme in super().clean(value)}
        return [found[pk] for pk in dict.fromkeys(map(str, value or [])) if pk in found]


class RecordForm(forms.ModelForm):
    """The columns of one record, and what travels with them to the reviewer."""

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_edits = forms.IntegerField(required=False, widget=forms.HiddenInput)
    compared = forms.CharField(required=False)
    confirmed = forms.BooleanField(required=False)
    change_reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", "---------"), *ChangeReason.choices],
        help_text=_(
            "For a change of what is public already. Readers see it in the list of changes."
        ),
    )
    reviewer_note = TidyField(
        label=_("Note to the reviewer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    shown: dict = {}
    refusal = None
    unlikely: tuple = ()
    may_leave_slug = False
    user = None

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {**self.shown, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.stale = isinstance(self.refusal, Stale)
        for name, value in self.initial.items():
            if isinstance(value, Model) and name in self.fields:
                self.fields[name].widget.known = {str(value.pk): str(value)}
        if "slug" in self.fields and self.may_leave_slug:
            self.fields["slug"].required = False

    def clean(self):
        cleaned = super().clean()
        if self.refusal is not None:
            self._refuse(self.refusal)
        return cleaned

    def for_the_reviewer(self):
        """The two fields that the page shows last."""
        return [self["change_reason"], self["reviewer_note"]]

    def _refuse(self, refusal):
        """Turn what an action refused into errors beside what was typed."""
        if isinstance(refusal, Unlikely):
            self.unlikely = refusal.sentences
            self.add_error(None, [*refusal.sentences, _("Tick the box at the end to confirm it.")])
        elif isinstance(refusal, Invalid):
            self.add_error(None, refusal.problems)
        elif not isinstance(refusal, ValidationError):
            self.add_error(None, str(refusal))
        elif hasattr(refusal, "error_dict"):
            for name, errors in refusal.error_dict.items():
                self._refuse_column(name, errors)
        else:
            self.add_error(None, refusal)

    def _refuse_column(self, name, errors):
        table = columns.BY_TYPE[columns.record_type_of(self.instance)]
        field = next((column.field for column in table.columns if column.name == name), name)
        field = "theme_list" if name == "themes" else field
        if field in self.fields:
            self.add_error(field, errors)
        elif name == "__all__":
            self.add_error(None, errors)
        else:
            sentences = [message for error in errors for message in error.messages]
            self.add_error(None, [f"{name}: {sentence}" for sentence in sentences])

    def state_seen(self):
        """The version and the number of saves that the editor looked at, or has compared since."""
        if self.instance._state.adding:
            return 0, 0
        match = STAMP.fullmatch(self.cleaned_data["compared"])
        if match:
            return int(match[1]), int(match[2])
        return self.base_seen(), self.cleaned_data["seen_edits"] or 0

    def base_seen(self):
        """The public version that the form was opened with."""
        return self.cleaned_data["base_version"] or 0


def initial_of(record_type, shown, named):
    """A record's content as initial values of its form; ``named`` are the records that it names."""
    found = {}
    for column in columns.BY_TYPE[record_type].columns:
        value = shown.get(column.name, column.default)
        if column.name == "reported_by":
            party = named.get((RecordType.PARTY, value))
            found |= {
                "reported_by_party": party,
                "reported_by_name": "" if party else value,
            }
        elif column.type == columns.REF:
            found[column.field] = named.get((column.to, value))
        elif column.type == columns.REFS:
            themes = (named.get((column.to, slug)) for slug in value or [])
            found["theme_list"] = [theme for theme in themes if theme is not None]
        elif column.type == columns.NAMES:
            found[column.field] = ";".join(value or [])
        else:
            found[column.field] = value
    return found


def rows_initial(children, shown, named):
    """The rows of a record's content as initial values of their forms."""
    key = children.columns[0]
    given = shown.get(children.name) or []
    return [{**row, key.field: named.get((key.to, row[key.name]))} for row in given]


def content_of(form):
    """The record's own columns as typed."""
    table = columns.BY_TYPE[columns.record_type_of(form.instance)]
    found = {}
    for column in table.columns:
        if column.type == columns.REFS:
            found[column.name] = [theme.slug for theme in form.cleaned_data["theme_list"]]
        else:
            found[column.name] = content.value_of(form.instance, column)
    return found
