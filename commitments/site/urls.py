"""The addresses of the public pages."""

from django.urls import path, re_path

from commitments.choices import RecordType
from commitments.site import (
    about,
    catalog,
    chart,
    chart_table,
    commitment,
    compare,
    embed,
    error_report,
    feeds,
    history,
    home,
    party,
    picture,
    search,
    sitemap,
    source,
    summit,
    theme,
)

# in every language
PAGES = [
    path("", home.home, name="home"),
    path("commitments/", commitment.commitment_list, name="commitments"),
    path("commitments/<slug:slug>/", commitment.commitment_page, name="commitment"),
    path(
        "commitments/<slug:slug>/report-an-error/", error_report.report_error, name="report_error"
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
    path("search/", search.search, name="search"),
    path("search/suggestions.json", search.suggestions, name="suggestions"),
    path("changes/", about.changes, name="changes"),
    path("corrections/", history.corrections, name="corrections"),
    path("history/<slug:kind>/<str:identifier>/", history.history, name="history"),
    path("charts/status.svg", chart.status, name="chart-status"),
    path("charts/map.svg", chart.world, name="chart-map"),
    path("charts/history.svg", chart.over_years, name="chart-history"),
    path("charts/commitments/<slug:slug>.svg", chart.reports, name="chart-reports"),
    path("embed/countries/<slug:slug>/", embed.country, name="country-card"),
    path("embed/organizations/<slug:slug>/", embed.organization, name="organization-card"),
    path("embed/themes/<slug:slug>/", embed.theme, name="theme-card"),
    path("embed/commitments/<slug:slug>/", embed.commitment, name="commitment-card"),
    path("data/", about.data, name="data"),
    path("method/", about.method, name="method"),
]

# in English only: what programs read, and pictures, whose letters we have to draw
FILES = [
    re_path(
        r"^commitments/(?P<slug>[a-z0-9-]+)/cite\.(?P<form>bib|ris|json)\Z",
        commitment.cite,
        name="cite",
    ),
    path("feeds/changes/", feeds.all_changes, name="feed"),
    path("feeds/countries/<slug:slug>/", feeds.country, name="country-feed"),
    path("feeds/organizations/<slug:slug>/", feeds.organization, name="organization-feed"),
    path("feeds/summits/<slug:slug>/", feeds.summit, name="summit-feed"),
    path("feeds/themes/<slug:slug>/", feeds.theme, name="theme-feed"),
    path("feeds/commitments/<slug:slug>/", feeds.commitment, name="commitment-feed"),
    path("pictures/record.png", picture.record, name="picture"),
    path("pictures/parties/<slug:slug>.png", picture.party, name="party-picture"),
    *(
        path(
            f"pictures/{kind}s/<slug:slug>.png",
            picture.group,
            {"record_type": kind},
            name=f"{kind}-picture",
        )
        for kind in (RecordType.SUMMIT, RecordType.THEME, RecordType.DOCUMENT)
    ),
    path("pictures/commitments/<slug:slug>.png", picture.commitment, name="commitment-picture"),
    path("charts/status.csv", chart_table.status, name="chart-status-table"),
    path("charts/map.csv", chart_table.world, name="chart-map-table"),
    path("charts/history.csv", chart_table.over_years, name="chart-history-table"),
    path("charts/commitments/<slug:slug>.csv", chart_table.reports, name="chart-reports-table"),
    path("embed/resize.js", embed.resize, name="card-resize"),
    path("data/catalog.jsonld", catalog.catalog, name="catalog"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", about.robots),
    path("favicon.ico", about.icon, name="icon"),
]

urlpatterns = [*PAGES, *FILES]
