"""The admin site of the tracker, and the desk it opens with."""

from functools import update_wrapper
from importlib import import_module

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.urls import path
from django.utils.translation import gettext_lazy as _


class TrackerAdminConfig(AdminConfig):
    """The admin as an app; this file is read before there are models, so screens register later."""

    default_site = "commitments.admin.site.TrackerAdminSite"

    def ready(self):
        super().ready()
        import_module("commitments.admin.registry")


class TrackerAdminSite(admin.AdminSite):
    """The admin under its own name."""

    site_header = _("NSS Tracker: editors")
    site_title = _("NSS Tracker")
    index_title = _("The record")

    def admin_view(self, view, *how):
        """Who sends a form after her session has ended signs in with it, and sends it again."""
        guarded = super().admin_view(view, *how)

        def inner(request, *args, **kwargs):
            if request.method == "POST" and not self.has_permission(request):
                kept = import_module("commitments.admin.kept")
                sent = kept.fields_of(request)
                if sent:
                    return kept.sign_in_page(self, request, sent)
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def login(self, request, extra_context=None):
        """Sign in; what was sent before is offered to be sent again."""
        sent = request.POST.get("kept", "")
        answer = super().login(request, {"kept": sent, **(extra_context or {})})
        if not sent or answer.status_code != 302:
            return answer
        kept = import_module("commitments.admin.kept")
        return kept.page_to_send_again(self, request, answer.url, sent) or answer

    def index(self, request, extra_context=None):
        """The first page opens with what waits for this editor."""
        waiting = import_module("commitments.queries.submissions").desk(request.user)
        heaps = import_module("commitments.queries.worklist").counts()
        copies = import_module("commitments.queries.captures").waiting_for(request.user)
        context = {"desk": waiting, "heaps": heaps, "copies": copies}
        context |= extra_context or {}
        return super().index(request, context)

    def get_urls(self):
        work = import_module("commitments.admin.worklist").heap_view
        own = path("to-do/<slug:name>/", self.admin_view(work), name="work")
        spreadsheet = import_module("commitments.admin.spreadsheet")
        return [own, *spreadsheet.urls(self.admin_view), *super().get_urls()]
