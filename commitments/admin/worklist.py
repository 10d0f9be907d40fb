"""The work list: what editors have to look at on the public record, heap by heap."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from commitments import rules
from commitments.queries import worklist

ROWS = 50


def heap_view(request, name):
    """One heap; from each row an editor reports, checks, or opens the record."""
    heap = worklist.BY_NAME.get(name)
    if heap is None:
        raise Http404
    page = Paginator(heap.rows(), ROWS).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": heap.title,
        "heap": heap,
        "heaps": worklist.HEAPS,
        "page": page,
        "may_check": rules.may_check(request.user),
        "may_report": rules.may_draft(request.user, "progress_report", new=True),
        "where": _("the sources cited here"),
    }
    return render(request, f"admin/worklist_{heap.record_type}.html", context)
