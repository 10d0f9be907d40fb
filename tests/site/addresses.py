"""Every public page of the real data set, one of each kind."""

import re

from commitments.site.urls import urlpatterns

EXAMPLES = {
    "commitment": "chn-2010-centre-of-excellence",
    "country": "china",
    "organization": "iaea",
    "summit": "2014-the-hague",
    "document": "2014-communique",
    "theme": "capacity-building",
    "source": "wikipedia-2010-summit",
    "cite": "commitments/chn-2010-centre-of-excellence/cite.bib",
    "history": "commitment/chn-2010-centre-of-excellence",
}
DAYLESS = {"sources", "source", "search", "changes", "data", "method", "icon", None}
DAYLESS |= {"corrections", "history", "suggestions"}
DAYLESS |= {
    "cite",
    "sitemap",
    "catalog",
    "card-resize",
    "chart-map",
    "chart-status",
    "chart-history",
    "chart-reports",
}  # not a page that could say so
DAYLESS |= {one.name for one in urlpatterns if re.search("^chart-.*-table$", str(one.name))}
DAYLESS |= {one.name for one in urlpatterns if re.search("feed|picture", str(one.name))}


SAME = {
    "chart-reports": "commitment",
    "chart-reports-table": "commitment",
    "party-picture": "country",
}  # found as its page, as cards and feeds are


def _path(pattern, examples):
    of = SAME.get(pattern.name) or re.sub("-(card|feed|picture)$", "", str(pattern.name))
    example = examples.get(of, "")
    if str(pattern.pattern).startswith("^"):  # a regular expression, whose example is the whole
        return "/" + example
    return "/" + re.sub("<.*>", example, str(pattern.pattern))


SHOWN = [pattern for pattern in urlpatterns if pattern.name not in {"icon", "report_error"}]


def paths(examples=EXAMPLES):
    """One address for every pattern of the site but forms; a new pattern joins by itself."""
    return [_path(pattern, examples) for pattern in SHOWN]


def dated_paths(examples=EXAMPLES):
    """Those that show a day."""
    return [_path(pattern, examples) for pattern in SHOWN if pattern.name not in DAYLESS]
