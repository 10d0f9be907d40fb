"""The admin site of the tracker, and the desk it opens with."""

from functools import update_wrapper
from importlib import import_module

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class TrackerAdminConfig(AdminConfig):
    """The admin as an app; this file is read before there are models, so screens register later."""

    default_site = "commitments.admin.site.TrackerAdminSite"

    def ready(self):
        super().ready()
        import_module("commitments.admin.registry")
        sign_in = import_module("commitments.admin.sign_in")
        user_logged_in.connect(sign_in.begun, dispatch_uid="sign-in begun")
        user_logged_out.connect(sign_in.ended, dispatch_uid="sign-in ended")


class TrackerAdminSite(admin.AdminSite):
    """The admin under its own name."""

    site_header = _("NSS Tracker: editors")
    site_title = _("NSS Tracker")
    index_title = _("The record")

    def has_permission(self, request):
        """Editors; and where a role asks for a second factor, only with it."""
        return super().has_permission(request) and not _second_factor().must_add(request)

    def admin_view(self, view, *how):
        """Who sends a form after her session has ended signs in with it, and sends it again.

        Whose role asks for a second factor that she has not given adds it first, with the same care.
        What another account typed in this browser is neither shown to this one nor saved as its own.
        """
        guarded = super().admin_view(view, *how)

        def inner(request, *args, **kwargs):
            kept = import_module("commitments.admin.kept")
            anothers = request.user.is_authenticated and kept.is_anothers(request)
            if self.has_permission(request) and not anothers:
                return guarded(request, *args, **kwargs)
            sent = kept.fields_of(request)
            wanted = request.get_full_path()
            if anothers:
                return _sign_in_page(self, request, wanted, sent, kept.ANOTHERS)
            if super(TrackerAdminSite, self).has_permission(request):
                if request.path == reverse("admin:logout"):
                    return guarded(request, *args, **kwargs)
                if sent:
                    return _second_factor().page(self, request, wanted=wanted, sent=sent)
                query = urlencode({"next": wanted})
                return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{query}")
            if request.method == "POST" and sent:
                return _sign_in_page(self, request, wanted, sent)
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Sign in, in one step or two."""
        return import_module("commitments.admin.sign_in").login(self, request)

    def index(self, request, extra_context=None):
        """The first page opens with what waits for this editor."""
        waiting = import_module("commitments.queries.submissions").desk(request.user)
        heaps = import_module("commitments.queries.worklist").sizes(request.user)
        copies = import_module("commitments.queries.captures").waiting_for(request.user)
        errors = import_module("commitments.queries.reported").open_count(request.user)
        context = {"desk": waiting, "heaps": heaps, "copies": copies, "reported": errors}
        context |= extra_context or {}
        return super().index(request, context)

    def password_change(self, request, extra_context=None):
        """A new password of one's own; other sessions end with the old one."""
        change_own = import_module("commitments.admin.passwords").change_own
        return change_own(request, super().password_change)

    def get_urls(self):
        """Django's, but for the way round to a public page, which would tell the slug of a draft."""
        gaps = import_module("commitments.admin.coverage").view
        work = import_module("commitments.admin.worklist").heap_view
        sessions = import_module("commitments.admin.sessions").view
        weekly = import_module("commitments.admin.weekly_mail").view
        known = require_safe(import_module("commitments.admin.known_source").view)
        return [
            path("to-do/no-commitment/", self.admin_view(gaps), name="gaps"),
            path("to-do/<slug:name>/", self.admin_view(work), name="work"),
            path("second-factor/", _second_factor().view, name="second_factor"),
            path("weekly-mail/", self.admin_view(weekly), name="weekly_mail"),
            path("known-source/", self.admin_view(known), name="known_source"),
            path("sessions/", self.admin_view(sessions), name="sessions"),
            *import_module("commitments.admin.passwords").addresses(),
            *import_module("commitments.admin.spreadsheet").urls(self.admin_view),
            *(one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"),
        ]


def _sign_in_page(site, request, wanted, sent, problem=""):
    sign_in = import_module("commitments.admin.sign_in")
    form = sign_in.SignInForm(request)
    return sign_in.page(site, request, form, wanted=wanted, sent=sent, problem=problem)


def _second_factor():
    return import_module("commitments.admin.second_factor")
