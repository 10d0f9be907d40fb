"""Lists of records: a filter by state, and addresses that cannot be read."""

from django.contrib import admin
from django.http import HttpResponseRedirect
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


class Unreadable:
    """Mixin: a list whose address holds what no database reads answers with the plain list."""

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
