"""Every list asks the same number of questions for one row and for fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.reading import V1, body, get

# freshness, count and rows, and one or two for each list that rows contain
LISTS = {
    "summits": 4, "parties": 3, "participations": 4, "documents": 6, "themes": 3,
    "commitments": 6, "progress-reports": 4, "sources": 3,
}  # fmt: skip
# freshness, the look-up and the row, and one or two for each list
DETAILS = {
    "summits/2014-the-hague": 4, "parties/CHN": 3, "participations/2010-washington~CHN": 4,
    "documents/2010-communique": 6, "themes/conventions": 3,
    "commitments/chn-2010-centre-of-excellence": 11,
    "progress-reports/003dfefd-6672-514e-869d-d831ac1b7be9": 4,
    "sources/0412-2011-chernobyl-store": 3,
}  # fmt: skip


def queries(client, path):
    with CaptureQueriesContext(connection) as found:
        response = client.get(path)
        body(response)
    assert response.status_code == 200
    return len(found)


@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_a_list(client, record, name, count):
    path = f"{V1}/{name}/?page_size="
    assert (queries(client, f"{path}1"), queries(client, f"{path}50")) == (count, count)
    middle = get(client, f"{path}1")["next"].partition("?")[2]
    assert queries(client, f"{V1}/{name}/?{middle}") == count


@pytest.mark.parametrize(("path", "count"), DETAILS.items())
def test_a_detail(client, record, path, count):
    assert queries(client, f"{V1}/{path}/") == count


def test_counts(client, record):
    assert queries(client, f"{V1}/stats/?by=party") == 4
    assert queries(client, f"{V1}/stats/?by=kind") == 3
    assert queries(client, f"{V1}/stats/history/?interval=quarter") == 4
    chosen = ("role=lead", "overdue=true", "region=Northern+America", "party=CHN&basis=third_party")
    found = [queries(client, f"{V1}/stats/history/?interval=quarter&{one}") for one in chosen]
    assert found == [5, 3, 6, 6]  # not one for each quarter


def test_the_feed(client, record):
    for limit in (1, 1000):
        assert queries(client, f"{V1}/changes/?limit={limit}") == 3


def test_a_table_asks_once_for_each_five_hundred_rows(client, record):
    assert queries(client, f"{V1}/commitments/?format=csv") == 5
    assert queries(client, f"{V1}/progress-reports/?format=csv") == 4
