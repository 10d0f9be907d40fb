"""The names of columns and of their values in words, as the models give them."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import columns
from commitments.columns import Column
from commitments.models import Check, ProgressReport
from summits.models import Theme

# those that Django has no name for, or no translation of it
LANGUAGES = {"zh": gettext_lazy("Chinese"), "no": gettext_lazy("Norwegian")}


def language(code: str) -> str:
    """What a language is called in that of the page; its code where nobody knows."""
    if code in LANGUAGES:
        return str(LANGUAGES[code])
    name = LANG_INFO.get(code, {}).get("name")
    return _(name) if name else code


def in_words(model: type, column: Column) -> tuple[str, dict[str, str]]:
    """A column's name in words, and the words of its values where they are a fixed list."""
    if column.type == columns.REFS:
        return str(Theme._meta.verbose_name_plural), {}
    if column.name == "reported_by":
        return _("reported by"), {}
    if column.name == "language":
        return _("language"), {code: language(code) for code in {**LANG_INFO, **LANGUAGES}}
    found = model._meta.get_field(column.field)
    return str(found.verbose_name), dict(getattr(found, "flatchoices", []))


def field(record_type: str, name: str) -> str:
    """The name in words of a column of a record, or of what it contains."""
    table = columns.BY_TYPE[record_type]
    for column in table.columns:
        if column.name == name:
            return in_words(table.model, column)[0]
    for children in columns.children_of(record_type):
        if children.name == name:
            return str(children.model._meta.verbose_name_plural)
    if name == "progress_reports":
        return str(ProgressReport._meta.verbose_name_plural)
    return str(Check._meta.verbose_name_plural)
