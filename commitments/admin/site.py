"""The admin site of the tracker, and the desk it opens with."""

from importlib import import_module

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
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

    def index(self, request, extra_context=None):
        """The first page opens with what waits for this editor."""
        waiting = import_module("commitments.queries.submissions").desk(request.user)
        return super().index(request, {"desk": waiting, **(extra_context or {})})
