"""The addresses of the public pages."""

from django.urls import path, re_path

from commitments.site import (
    about,
    commitment,
    compare,
    error_report,
    feeds,
    history,
    home,
    party,
    sitemap,
    source,
    summit,
    theme,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("commitments/", commitment.commitment_list, name="commitments"),
    path("commitments/<slug:slug>/", commitment.commitment_page, name="commitment"),
    path(
        "commitments/<slug:slug>/report-an-error/", error_report.report_error, name="report_error"
    ),
    re_path(
        r"^commitments/(?P<slug>[a-z0-9-]+)/cite\.(?P<form>bib|ris|json)\Z",
        commitment.cite,
        name="cite",
    ),
    path("countries/", party.country_list, name="countries"),
    path("countries/<slug:slug>/", party.country_page, name="country"),
    path("organizations/", party.organization_list, name="organizations"),
    path("organizations/<slug:slug>/", party.organization_page, name="organization"),
    path("summits/", summit.summit_list, name="summits"),
    path("summits/<slug:slug>/", summit.summit_page, name="summit"),
    path("documents/", summit.document_list, name="documents"),
    path("documents/<slug:slug>/", summit.document_page, name="document"),
    path("themes/", theme.theme_list, name="themes"),
    path("themes/<slug:slug>/", theme.theme_page, name="theme"),
    path("sources/", source.source_list, name="sources"),
    path("sources/<slug:slug>/", source.source_page, name="source"),
    path("compare/", compare.compare, name="compare"),
    path("search/", about.search, name="search"),
    path("changes/", about.changes, name="changes"),
    path("corrections/", history.corrections, name="corrections"),
    path("history/<slug:kind>/<str:identifier>/", history.history, name="history"),
    path("feeds/changes/", feeds.all_changes, name="feed"),
    path("feeds/countries/<slug:slug>/", feeds.country, name="country-feed"),
    path("feeds/organizations/<slug:slug>/", feeds.organization, name="organization-feed"),
    path("feeds/summits/<slug:slug>/", feeds.summit, name="summit-feed"),
    path("feeds/themes/<slug:slug>/", feeds.theme, name="theme-feed"),
    path("feeds/commitments/<slug:slug>/", feeds.commitment, name="commitment-feed"),
    path("data/", about.data, name="data"),
    path("method/", about.method, name="method"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", about.robots),
    path("favicon.ico", about.icon, name="icon"),
]
