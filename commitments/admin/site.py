"""The admin site of the tracker."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class TrackerAdminConfig(AdminConfig):
    default_site = "commitments.admin.site.TrackerAdminSite"


class TrackerAdminSite(admin.AdminSite):
    """The admin under its own name."""

    site_header = _("NSS Tracker: editors")
    site_title = _("NSS Tracker")
    index_title = _("The record")
