"""Lists and pages ask the database as often for thirty rows as for one; the numbers are written here."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions import entry
from commitments.models import Commitment, Submission
from summits.models import Source
from tests.admin.conftest import SOURCE, edit_url, make_public, pledge_content, signed_in

LISTS = {
    "commitments/commitment": 9,
    "commitments/progressreport": 9,
    "commitments/submission": 7,
    "commitments/change": 6,
    "commitments/user": 8,
    "summits/source": 6,
    "summits/party": 7,
    "summits/theme": 6,
    "summits/summit": 6,
    "summits/participation": 8,
    "summits/document": 8,
}


def asked(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(root, number):
    """This many more pledges, sources and open submissions."""
    for i in range(number):
        source = SOURCE | {"id": f"source-{i}", "url": f"https://example.org/{i}"}
        pledge = pledge_content(id=f"chn-2010-{i}", title=f"Pledge {i}")
        make_public(root, (Source(), source), (Commitment(), pledge))
        draft = pledge_content(id=f"usa-2010-{i}")
        entry.enter(Commitment(), proposed=draft, by=root, at=timezone.now())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_for_thirty_rows(public, name):
    client = signed_in(public)
    fill(public, 1)
    client.get("/admin/")
    one = asked(client, f"/admin/{name}/")
    for i in range(1, 30):
        source = SOURCE | {"id": f"more-{i}", "url": f"https://example.org/more/{i}"}
        entry.enter(Source(), proposed=source, by=public, at=timezone.now())
        draft = pledge_content(id=f"chn-2010-more-{i}")
        entry.enter(Commitment(), proposed=draft, by=public, at=timezone.now())
    assert (one, asked(client, f"/admin/{name}/")) == (LISTS[name], LISTS[name])


def test_the_screen_of_a_pledge_asks_no_more_for_many_sources(centre, public):
    client = signed_in(public)
    client.get("/admin/")
    few = asked(client, edit_url(centre))
    citations = []
    for i in range(12):
        source = SOURCE | {"id": f"source-{i}", "url": f"https://example.org/{i}"}
        make_public(public, (Source(), source))
        citations.append({"source": source["id"], "locator": ""})
    make_public(public, (centre, pledge_content(citations=citations)))
    assert asked(client, edit_url(centre)) <= few + 1


def test_the_review_screen_asks_no_more_for_many_records(public):
    client = signed_in(public)
    client.get("/admin/")
    draft = pledge_content(id="chn-2010-a")
    submission = entry.enter(Commitment(), proposed=draft, by=public, at=timezone.now())
    address = f"/admin/commitments/submission/{submission.pk}/change/"
    one = asked(client, address)
    for i in range(8):
        more = pledge_content(id=f"chn-2010-b{i}", implements="chn-2010-a")
        entry.enter(Commitment(), proposed=more, by=public, at=timezone.now())
    assert Submission.objects.get(pk=submission.pk).revisions.count() == 9
    assert asked(client, address) <= one + 1


def test_a_list_filters_by_state(public, centre):
    client = signed_in(public)
    entry.enter(
        Commitment(), proposed=pledge_content(id="chn-2010-x"), by=public, at=timezone.now()
    )
    counts = {
        state: client.get(f"/admin/commitments/commitment/?state={state}")
        .context["cl"]
        .result_count
        for state in ("public", "draft", "closed")
    }
    assert counts == {"public": 1, "draft": 1, "closed": 0}
