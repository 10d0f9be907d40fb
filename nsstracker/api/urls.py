"""The addresses of the API."""

from django.urls import path, re_path

from commitments.api import changes, components, stats
from commitments.api.export import Export
from commitments.api.releases import Releases
from commitments.api.submissions import Submissions
from commitments.api.viewsets import ResourceViewSet
from commitments.api.webhooks import Deliveries, Webhooks
from nsstracker.api import docs, root, schemas

NUMBER = r"(?P<number>[0-9]{1,18})"
RELEASE = r"^v1/releases/(?P<number>[1-9][0-9]{0,8})/"

urlpatterns = [
    path("", root.Start.as_view({"get": "list"})),
    path("docs/", docs.page, name="api-docs"),
    path(
        "v1/",
        root.Root.as_view({"get": "list"}, names=tuple(r.name for r in components.ALL)),
        name="api-root",
    ),
    path("v1/schema/", docs.Document.as_view({"get": "list"}), name="api-schema"),
    path("v1/schemas/", schemas.Schemas.as_view({"get": "list"})),
    re_path(
        r"^v1/schemas/(?P<name>[a-z-]{1,40})\.json\Z",
        schemas.RecordSchema.as_view({"get": "retrieve"}),
    ),
    path("v1/context.jsonld", schemas.Context.as_view({"get": "list"}), name="api-context"),
    path("v1/changes/", changes.Changes.as_view({"get": "list"})),
    path("v1/submissions/", Submissions.as_view({"get": "list", "post": "create"})),
    re_path(
        rf"^v1/submissions/{NUMBER}/\Z",
        Submissions.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("v1/webhooks/", Webhooks.as_view({"get": "list", "post": "create"})),
    re_path(
        rf"^v1/webhooks/{NUMBER}/\Z",
        Webhooks.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    *(
        re_path(rf"^v1/webhooks/{NUMBER}/{name}/\Z", Webhooks.as_view({"post": verb}))
        for name, verb in Webhooks.VERBS.items()
    ),
    re_path(rf"^v1/webhooks/{NUMBER}/deliveries/\Z", Deliveries.as_view({"get": "list"})),
    re_path(
        rf"^v1/webhooks/{NUMBER}/deliveries/(?P<delivery>[0-9]{{1,18}})/\Z",
        Deliveries.as_view({"get": "retrieve"}),
    ),
    path("v1/export/", Export.as_view({"get": "list"})),
    re_path(
        r"^v1/export/(?P<name>[a-z_]{1,40}\.[a-z]{1,10})\Z",
        Export.as_view({"get": "retrieve"}),
        name="export",
    ),
    path("v1/releases/", Releases.as_view({"get": "list"})),
    re_path(RELEASE + r"\Z", Releases.as_view({"get": "retrieve"})),
    re_path(RELEASE + r"package/\Z", Releases.as_view({"get": "package"}), name="release"),
    re_path(RELEASE + r"changes/\Z", Releases.as_view({"get": "changes"}), name="release-changes"),
    path("v1/stats/", stats.Stats.as_view({"get": "list"})),
    path("v1/stats/history/", stats.History.as_view({"get": "list"})),
]
for one in components.ALL:
    urlpatterns += [
        path(f"v1/{one.name}/", ResourceViewSet.as_view({"get": "list"}, resource=one)),
        path(
            f"v1/{one.name}/<str:public_id>/",
            ResourceViewSet.as_view({"get": "retrieve"}, resource=one),
        ),
    ]
