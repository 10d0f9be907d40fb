"""By what editors narrow the list of promises beyond its own columns: its parties and themes."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from commitments.admin.queue import CountryFilter
from commitments.models import CommitmentTheme, Part
from summits.models import Theme


class OfParty(CountryFilter):
    """Promises in which this party has a part."""

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        parts = Part.objects.filter(commitment=OuterRef("pk"), party__code=self.value())
        return queryset.filter(Exists(parts))


class OfTheme(CountryFilter):
    """Promises that have this theme."""

    title = gettext_lazy("theme")
    parameter_name = "theme"

    def lookups(self, request, model_admin):
        return Theme.objects.published().order_by("name").values_list("slug", "name")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        themes = CommitmentTheme.objects.filter(commitment=OuterRef("pk"), theme__slug=self.value())
        return queryset.filter(Exists(themes))
