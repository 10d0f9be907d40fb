"""Rows of a record's content: parts, leads and subscribers, citations. Django never saves them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commitments import columns, content
from commitments.actions import checks
from commitments.admin import seeing
from commitments.admin.fields import Tidy
from commitments.admin.forms import SUBMITTING, Known, is_key
from commitments.admin.typed_source import TypedSource
from commitments.models import CITED, Citation

PARENTS = {"commitment", "document", *CITED}
MOST_ROWS = 300  # more than there are countries; a form that claims more is refused cheaply


class ContentRowForm(forms.ModelForm):
    """One row. The parent's live rows do not count: this row is to replace them."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | PARENTS

    def content(self, children):
        """The row as the revision keeps it."""
        return {column.name: content.value_of(self.instance, column) for column in children.columns}


class ContentFormSet(forms.BaseInlineFormSet):
    """All rows, new ones only: a revision holds them, not the live tables.

    ``initial`` is what the editor is shown; without it the live rows are shown, to read only.
    """

    blank_rows = 1

    def __init__(self, *args, initial=None, **kwargs):
        self.editing = initial is not None
        super().__init__(*args, initial=initial, **kwargs)
        self.extra = len(initial) + self.blank_rows if self.editing else 0
        self._label_choices()

    def total_form_count(self):
        """What claims to have fewer rows than none is no form of ours: its rows would be lost."""
        if self.is_bound and self.data.get(f"{self.prefix}-TOTAL_FORMS", "").startswith("-"):
            raise BadRequest(f"{self.prefix}-TOTAL_FORMS counts the rows; it is 0 or more.")
        return super().total_form_count()

    def initial_form_count(self):
        return 0 if self.editing else super().initial_form_count()

    def _label_choices(self):
        """Fetch the labels of all chosen records at once instead of row by row; those shown are here."""
        for name, field in self.empty_form.fields.items():
            if not isinstance(field.widget, Known):
                continue
            shown = [form.initial.get(name) for form in self.forms]
            known = {str(one.pk): str(one) for one in shown if isinstance(one, Model)}
            chosen = {str(form[name].value() or "") for form in self.forms} - {"", *known}
            pks = [int(pk) for pk in chosen if is_key(pk)]
            known |= {str(one.pk): str(one) for one in field.queryset.filter(pk__in=pks)}
            for form in self.forms:
                form.fields[name].widget.known = known

    def filled(self):
        """The forms of the rows that stay."""
        return [
            form
            for form in self.forms
            if form.has_changed() and not form.cleaned_data.get(forms.formsets.DELETION_FIELD_NAME)
        ]


class MemberFormSet(ContentFormSet):
    """Parts, or parties to a document: a draft may hold impossible dates, a submission may not."""

    def clean(self):
        super().clean()
        record_type = columns.record_type_of(self.instance)
        start, _what = checks.STARTS[record_type]
        begun = getattr(self.instance, start)
        if any(self.errors) or not begun or not SUBMITTING & set(self.data):
            return
        (children,) = (c for c in columns.children_of(record_type) if c.name == "parties")
        forms_of_rows = [(form.content(children), form) for form in self.filled()]
        proposed = {start: str(begun), "parties": [row for row, _form in forms_of_rows]}
        for wrong, column, sentence in checks.too_early(record_type, proposed):
            for row, form in forms_of_rows:
                if row is wrong:
                    form.add_error(column, sentence)


class ContentInline(Tidy, admin.TabularInline):
    """An inline that shows and collects content; who may edit the record may edit its rows."""

    template = "admin/content_rows.html"
    formset = ContentFormSet
    form = ContentRowForm
    children = ""
    extra = 0
    max_num = MOST_ROWS

    def has_view_permission(self, request, obj=None):
        return True

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)
        formset.inline_children = self.children
        seeing.narrow(formset.form, request.user)
        return formset

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class CitationForm(TypedSource, ContentRowForm):
    """A source already recorded, or a new one typed here."""


class CitationInline(ContentInline, admin.StackedInline):
    """The sources of a record, entered without leaving the page."""

    template = "admin/edit_inline/stacked.html"
    model = Citation
    form = CitationForm
    children = "citations"
    autocomplete_fields = ["source"]
    verbose_name = _("source")
    verbose_name_plural = _("sources")
    classes = ["citations"]

    class Media:
        js = ["admin/js/jquery.init.js", "admin_tracker/known_source.js"]

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [("source", "locator"), *TypedSource.lines]})]
