"""Several values of a filter mean *or*: each row is there once, whichever of them it fits."""

import pytest
from django.http import QueryDict

from commitments.api.promises import COMMITMENTS, REPORTS
from commitments.api.resources import (
    DOCUMENTS,
    PARTICIPATIONS,
    PARTIES,
    SOURCES,
    SUMMITS,
    THEMES,
)
from summits.filters import MAX_VALUES
from tests.api.reading import V1, faults, get

pytestmark = pytest.mark.django_db

RESOURCES = [
    SUMMITS,
    PARTIES,
    PARTICIPATIONS,
    DOCUMENTS,
    THEMES,
    COMMITMENTS,
    REPORTS,
    SOURCES,
]
MANY = [
    (resource, name)
    for resource in RESOURCES
    for name, declared in resource.filters.base_filters.items()
    if declared.many
]


def selected(resource, name, values):
    """The primary keys of the rows that these values select, as often as they are selected."""
    data = QueryDict(mutable=True)
    data.setlist(name, values)
    found = resource.filters(data, resource.published(), strict=True)
    assert found.faults == []
    return list(found.qs.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("resource", "name"), MANY, ids=[f"{resource.name}-{name}" for resource, name in MANY]
)
@pytest.mark.walk
def test_two_values_and_a_hundred_select_each_row_once(client, record, resource, name):
    values = list(resource.filters.base_filters[name].field.allowed())[:MAX_VALUES]
    alone = [set(selected(resource, name, [value])) for value in values]
    pairs = [[0, 1], [0, len(values) - 1], list(range(len(values)))]
    for places in pairs:
        found = selected(resource, name, [values[place] for place in places])
        assert len(found) == len(set(found))
        assert set(found) == set().union(*(alone[place] for place in places))
    page = get(client, f"{V1}/{resource.name}/?{name}={','.join(values)}&page_size=1000")
    rows = [row["id"] for row in page["results"]]
    assert page["count"] == len(rows) == len(set(rows)) == len(set().union(*alone)) > 0


def test_more_values_than_a_hundred_are_refused(client):
    path = f"{V1}/documents/?theme=" + ",".join(["x"] * (MAX_VALUES + 1))
    assert faults(client, path) == [("theme", "too_many")]
