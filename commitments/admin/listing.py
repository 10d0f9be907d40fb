"""Lists of records: a filter by state, and addresses that cannot be read."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import IntegerField, Q
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext_lazy as _

from commitments.admin.forms import is_key
from commitments.queries import counting


class RecordState(admin.SimpleListFilter):
    """Public, never public, or no longer public."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("public", _("public")), ("draft", _("draft")), ("closed", _("retracted, merged"))]

    def queryset(self, request, queryset):
        if self.value() == "public":
            return queryset.published()
        if self.value() == "draft":
            return queryset.filter(version=0)
        if self.value() == "closed":
            closed = Q(retracted_at__isnull=False) | Q(merged_into__isnull=False)
            return queryset.filter(closed, version__gt=0)
        return queryset


def words_of(text):
    """What is searched for, word by word; what stands in quotes is one."""
    return [
        unescape_string_literal(bit) if bit[0] in "\"'" and bit[0] == bit[-1] else bit
        for bit in smart_split(text)
    ]


class Counted(Paginator):
    """The pages of a list that nobody reads to its end: as far as they are counted, no further."""

    most = 10_000

    @cached_property
    def count(self):
        return counting.at_most(self.object_list, self.most)


class Offered(Counted):
    """What is offered while somebody types: who types on finds it sooner than by scrolling."""

    most = 200


class CountedList(ChangeList):
    """A list that is counted as far as its pages go, and so is the whole that it is narrowed from."""

    def get_results(self, request):
        super().get_results(request)
        self.show_full_result_count = True
        self.full_result_count = counting.at_most(self.root_queryset, Counted.most)
        if not self.result_count:  # what is not there is not looked for a second time
            self.result_list = self.queryset.none()


class FoundByTyping:
    """Mixin: what is offered to be named by other records."""

    def get_search_results(self, request, queryset, search_term):
        """A relation is never offered a record that has been retracted or merged."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if request.resolver_match.url_name == "autocomplete":
            found = found.standing()
        return found, doubled

    def get_paginator(self, request, *args, **kwargs):
        brief = request.resolver_match.url_name == "autocomplete"
        return (Offered if brief else self.paginator)(*args, **kwargs)


class Unreadable:
    """Mixin: a list whose address holds what no database reads answers with the plain list.

    Nor does it count what nobody reads, or beside the filters: each count would read every row.
    """

    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    paginator = Counted

    def get_changelist(self, request, **kwargs):
        return CountedList

    def get_object(self, request, object_id, from_field=None):
        """One record has one address: in digits of other scripts, which int() reads, there is none."""
        by_number = isinstance(self.opts.pk, IntegerField)
        if by_number and not is_key(object_id):
            return None
        return super().get_object(request, object_id, from_field)

    def changelist_view(self, request, extra_context=None):
        try:
            answer = super().changelist_view(request, extra_context)
            return answer.render() if hasattr(answer, "render") else answer
        except (OverflowError, ValueError):
            return HttpResponseRedirect(f"{request.path}?e=1")


class ReadOnly:
    """Mixin: nothing of this list is added, changed or deleted by a form."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
