"""How the admin asks for each kind of column: relations by typing, text tidied, days as written."""

from django.contrib.admin.widgets import AdminDateWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.utils.text import capfirst

from commitments.admin.forms import Choose, TidyField
from summits.partial_dates import PartialDateField
from summits.text import PlainChar, PlainText
from summits.typed import Quantity

ONE_LINE = {"locator", "authors"}


class Tidy:
    """Mixin of records' screens and their rows."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, (PlainChar, PlainText)) and not db_field.choices:
            kwargs["form_class"] = TidyField
        if isinstance(db_field, models.DecimalField):
            kwargs["form_class"] = Quantity
        if isinstance(db_field, models.DateField):
            kwargs["widget"] = AdminDateWidget(format="%Y-%m-%d")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # no pop-ups: a record made in one would be a submission of its own
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if field is not None and isinstance(db_field, PlainText):
            field.widget.attrs["rows"] = 1 if db_field.name in ONE_LINE else 3
        if isinstance(db_field, PartialDateField):
            field.label = capfirst(field.label)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Choose(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
