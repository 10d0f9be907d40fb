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
    "history": "commitment/chn-2010-centre-of-excellence",
}
DAYLESS = {"sources", "source", "search", "changes", "data", "method", "icon", None}
DAYLESS |= {"corrections", "history"}


def paths(examples=EXAMPLES):
    """One address for every pattern of the site; a new pattern joins by itself."""
    return [
        "/" + re.sub("<.*>", examples.get(pattern.name, ""), str(pattern.pattern))
        for pattern in urlpatterns
        if pattern.name != "icon"
    ]


def dated_paths(examples=EXAMPLES):
    """Those that show a day."""
    return [
        path
        for path, pattern in zip(paths(examples), urlpatterns, strict=False)
        if pattern.name not in DAYLESS
    ]
