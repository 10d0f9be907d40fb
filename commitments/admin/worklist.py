"""The work list: what editors have to look at on the public record, heap by heap."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commitments import rules
from commitments.choices import RecordType
from commitments.queries import counting, ownership, visibility, worklist
from summits.partial_dates import today

ROWS = 50
MINE, ALL = "mine", "all"


def whose(request):
    """Whose work a page shows: as its address says, else hers where she is limited to some parties."""
    usual = MINE if visibility.sees_own_only(request.user) else ALL
    return request.GET["whose"] if request.GET.get("whose") in {MINE, ALL} else usual


def address(name, given):
    """The page of a heap that a button was pressed on."""
    kept = {key: given[key] for key in ("whose", "p") if given.get(key)}
    return reverse("admin:work", args=[name]) + (f"?{urlencode(kept)}" if kept else "")


def heap_view(request, name):
    """One heap; from each row an editor reports, checks, or opens the record."""
    heap = worklist.BY_NAME.get(name)
    if heap is None:
        raise Http404
    if not request.user.has_perm(rules.permission("view", heap.record_type)):
        raise PermissionDenied
    chosen = whose(request)
    first, sizes = looked_into(heap, request.user, chosen)
    paginator = Paginator(first.rows, ROWS)
    paginator.count = first.count
    page = paginator.get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": heap.title,
        "heap": heap,
        "heaps": worklist.HEAPS,
        "sizes": sizes,
        "whose": chosen,
        "page": page,
    }
    if heap.record_type == RecordType.COMMITMENT:
        context |= buttons(request.user, page)
    return render(request, f"admin/worklist_{heap.record_type}.html", context)


def looked_into(heap, user, chosen):
    """What is shown of a heap, and both its sizes: only what is not shown is counted besides."""
    first = heap.first_of(user) if chosen == MINE else heap.first()
    other = heap.found() if chosen == MINE else heap.hers(user)
    counts = {MINE: first.count, ALL: first.count}
    counts[ALL if chosen == MINE else MINE] = counting.at_most(other, counting.MOST)
    return first, worklist.Sizes(heap, counts[MINE], counts[ALL])


def buttons(user, page):
    """What the rows of a page of commitments offer this editor."""
    return {
        "to_check": ownership.to_check(page, user),
        "to_report_on": ownership.to_report_on(page, user),
        "where": _("the sources cited here"),
        "today": today(),
    }
