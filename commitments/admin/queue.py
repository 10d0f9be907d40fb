"""The review queue: whose turn it is, how old, of which kinds, about which countries, by whom."""

from urllib.parse import parse_qsl

from django.contrib import admin
from django.db.models import OuterRef
from django.db.models.functions import Coalesce, Greatest
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.listing import words_of
from commitments.choices import RecordType, ReviewState
from commitments.models import Revision
from commitments.queries import counting, queue, visibility
from summits.models import Party

TITLES = 3
MOST_READ = 100
WAITING = "review"


class WaitingFilter(admin.SimpleListFilter):
    """Whose turn it is."""

    title = gettext_lazy("whose turn")
    parameter_name = "turn"

    def lookups(self, request, model_admin):
        waiting = [(WAITING, gettext_lazy("waiting for me"))]
        return [
            *(waiting if model_admin.has_review_permission(request) else []),
            ("mine", gettext_lazy("mine, open")),
            ("all-mine", gettext_lazy("all of mine")),
        ]

    def queryset(self, request, queryset):
        mine = queryset.filter(author=request.user)
        if self.value() == WAITING:
            return queryset.filter(state=ReviewState.IN_REVIEW).exclude(author=request.user)
        if self.value() == "mine":
            return mine.exclude(state=ReviewState.PUBLISHED)
        return mine if self.value() == "all-mine" else queryset


class KindFilter(admin.SimpleListFilter):
    """Submissions with a record of this kind."""

    title = gettext_lazy("kind of record")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return RecordType.choices

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        known = self.value() in RecordType.values
        return queue.by_kind(queryset, self.value()) if known else queryset.none()


class CountryFilter(admin.SimpleListFilter):
    """Submissions that concern this party, chosen from a list too long to be laid out."""

    title = gettext_lazy("country or organisation")
    parameter_name = "party"
    template = "admin/choose_filter.html"

    def lookups(self, request, model_admin):
        return Party.objects.published().order_by("name").values_list("code", "name")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        known = self.value() in dict(self.lookup_choices)
        return queue.by_party(queryset, self.value()) if known else queryset.none()

    def choices(self, changelist):
        """Each choice with its value; what else is asked for goes along in hidden fields."""
        query = changelist.get_query_string(remove=[self.parameter_name])
        self.kept = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
        yield {"value": "", "display": _("All"), "selected": not self.value()}
        for value, name in self.lookup_choices:
            yield {"value": value, "display": name, "selected": self.value() == value}


class Queue:
    """Mixin of the submissions' screens: their list."""

    list_display = ["contents", "kinds", "parties", "state", "who", "age"]
    list_filter = [WaitingFilter, "state", KindFilter, CountryFilter]
    list_select_related = ["author", "partner"]
    search_fields = queue.TOLD_OF
    list_per_page = 50

    def get_queryset(self, request):
        moved = [Coalesce(name, "edited_at") for name in ("submitted_at", "decided_at")]
        whole = super().get_queryset(request).select_related("author", "partner")
        found = visibility.submissions(whole, request.user)
        held = Revision.objects.filter(submission=OuterRef("pk")).order_by().values("pk")
        count = counting.Counted(held[: MOST_READ + 1])
        return found.annotate(records=count, moved_at=Greatest("edited_at", *moved))

    def get_search_results(self, request, queryset, search_term):
        """Words of a submission and of the records in it."""
        for word in words_of(search_term):
            queryset = queryset.filter(queue.says(word))
        return queryset, False

    def get_ordering(self, request):
        """Who has waited longest comes first among those that wait."""
        waiting = request.GET.get(WaitingFilter.parameter_name) == WAITING
        return ["submitted_at", "pk"] if waiting else super().get_ordering(request)

    def get_changelist_instance(self, request):
        """The page's submissions with what is in them; as many queries for fifty as for one."""
        found = super().get_changelist_instance(request)
        rows = found.result_list
        large = [one.pk for one in rows if one.records > MOST_READ]
        inside = queue.inside([one.pk for one in rows if one.pk not in large], limit=TITLES)
        if large:
            inside |= queue.kinds_in(large)
        for one in rows:
            one.inside = inside.get(one.pk, queue.Inside())
        return found

    @admin.display(description=gettext_lazy("contents"))
    def contents(self, submission):
        if submission.records > MOST_READ:
            return _("%s records") % counting.Count(submission.records, MOST_READ)
        return "; ".join(submission.inside.names) or _("empty")

    @admin.display(description=gettext_lazy("kind"))
    def kinds(self, submission):
        return ", ".join(submission.inside.kinds)

    @admin.display(description=gettext_lazy("country"))
    def parties(self, submission):
        return ", ".join(submission.inside.parties)

    @admin.display(description=gettext_lazy("author"), ordering="author__username")
    def who(self, submission):
        return submission.sender

    @admin.display(description=gettext_lazy("last moved"), ordering="moved_at")
    def age(self, submission):
        return _("%s ago") % timesince(submission.moved_at)
