"""All addresses on one screen."""

from django.contrib import admin
from django.urls import include, path

from nsstracker import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("admin/", admin.site.urls),
    path("api/", include("nsstracker.api.urls")),
    path("", include("commitments.site.urls")),
]

handler400 = "nsstracker.errors.bad_request"
handler403 = "nsstracker.errors.permission_denied"
handler404 = "nsstracker.errors.not_found"
handler500 = "nsstracker.errors.server_error"
