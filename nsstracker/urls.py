"""All addresses on one screen."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from commitments.site import urls as site
from commitments.site.capture import capture_file
from nsstracker import health, security

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path(security.PATH, security.contact),
    path("admin/", admin.site.urls),
    path("api/", include("nsstracker.api.urls")),
    re_path(r"^captures/(?P<sha256>[0-9a-f]{64})\Z", capture_file, name="capture"),
    path("", include(site.FILES)),
    *i18n_patterns(path("", include(site.PAGES)), prefix_default_language=False),
]

handler400 = "nsstracker.errors.bad_request"
handler403 = "nsstracker.errors.permission_denied"
handler404 = "nsstracker.errors.not_found"
handler500 = "nsstracker.errors.server_error"
