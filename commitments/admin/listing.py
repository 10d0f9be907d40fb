"""Lists of records: a filter by state, and addresses that cannot be read."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


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
            return queryset.filter(version__gt=0).exclude(retracted_at=None, merged_into=None)
        return queryset


class Offered(Paginator):
    """What is offered while somebody types: it ends early, for who types on finds it sooner than by scrolling.

    So nobody counts a hundred thousand records to show twenty.
    """

    most = 200

    @cached_property
    def count(self):
        return self.object_list.order_by()[: self.most].count()


class FoundByTyping:
    """Mixin: what is offered to be named by other records."""

    def get_search_results(self, request, queryset, search_term):
        """A relation is never offered a record that has been retracted or merged."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if request.resolver_match.url_name == "autocomplete":
            found = found.filter(retracted_at=None, merged_into=None)
        return found, doubled

    def get_paginator(self, request, *args, **kwargs):
        brief = request.resolver_match.url_name == "autocomplete"
        return (Offered if brief else self.paginator)(*args, **kwargs)


class Unreadable:
    """Mixin: a list whose address holds what no database reads answers with the plain list.

    Nor does its address ask for counts beside the filters: each of them would read every row.
    """

    show_facets = admin.ShowFacets.NEVER

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
