"""The addresses of the API."""

from django.urls import path, re_path

from commitments.api import changes, components, stats
from commitments.api.submissions import Submissions
from commitments.api.viewsets import ResourceViewSet
from nsstracker.api import docs, root

urlpatterns = [
    path("", root.Start.as_view({"get": "list"})),
    path("docs/", docs.page, name="api-docs"),
    path(
        "v1/",
        root.Root.as_view({"get": "list"}, names=tuple(r.name for r in components.ALL)),
        name="api-root",
    ),
    path("v1/schema/", docs.Document.as_view({"get": "list"}), name="api-schema"),
    path("v1/changes/", changes.Changes.as_view({"get": "list"})),
    path("v1/submissions/", Submissions.as_view({"get": "list", "post": "create"})),
    re_path(
        r"^v1/submissions/(?P<number>[0-9]{1,18})/\Z",
        Submissions.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
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
