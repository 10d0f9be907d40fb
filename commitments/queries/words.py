"""The names of columns and of their values in words, as the models give them."""

from django.utils.translation import gettext as _

from commitments import columns
from commitments.columns import Column
from summits.models import Theme


def in_words(model: type, column: Column) -> tuple[str, dict[str, str]]:
    """A column's name in words, and the words of its values where they are a fixed list."""
    if column.type == columns.REFS:
        return str(Theme._meta.verbose_name_plural), {}
    if column.name == "reported_by":
        return _("reported by"), {}
    found = model._meta.get_field(column.field)
    return str(found.verbose_name), dict(getattr(found, "flatchoices", []))
