"""The sandbox: what is sent to try the API is checked and answered like the rest, and nobody else meets it."""

import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions import keys, sandbox
from commitments.models import (
    AuditEntry,
    Partner,
    ProgressReport,
    SandboxSubmission,
    Submission,
)
from nsstracker.api import docs
from summits.models import Source
from tests import factories as make
from tests.api.partners import bearing, key_of
from tests.api.reading import V1, faults, get, problem_of
from tests.api.test_document import check

pytestmark = pytest.mark.django_db
PATH = f"{V1}/submissions/"
REPORT = {
    "commitment": "pledge", "date": "2015-12", "status": "completed", "basis": "third_party",
    "summary": "The centre has opened.",
    "citations": [{"locator": "p. 3", "source": {
        "title": "Annual report 2015", "publisher": "Ministry", "kind": "news",
        "url": "https://energy.example/2015"}}],
}  # fmt: skip


@pytest.fixture
def bearer(db):
    """The header with the key that the first start makes."""
    make.whole_commitment(slug="pledge")
    return bearing(keys.make_sandbox(at=timezone.now()))


@pytest.fixture
def send(client, bearer):
    def call(body, path=PATH, method="post"):
        how = {"content_type": "application/json", "headers": bearer}
        return getattr(client, method)(path, body, **how)

    return call


def rows():
    kinds = (Submission, ProgressReport, Source, AuditEntry)
    return [kind.objects.count() for kind in kinds]


def test_what_is_sent_is_answered_like_a_real_report_and_leaves_nothing(client, send, bearer):
    before = rows()
    answer = send(REPORT)
    assert answer.status_code == 201
    sent = answer.json()
    assert (sent["sandbox"], sent["state"], sent["report"]["reported_by"]) == (
        True, "in_review", {"name": "Sandbox"},
    )  # fmt: skip
    assert sent["report"]["citations"][0]["source"]["title"] == "Annual report 2015"
    assert rows() == before
    listed = get(client, PATH, headers=bearer)
    assert listed["results"] == [sent]
    check(docs.document(), PATH, listed)
    assert get(client, sent["url"], headers=bearer) == sent
    assert send(REPORT).json()["id"] == sent["id"] + 1  # the source is still new


def test_what_is_wrong_is_refused_like_a_real_report(send):
    answer = send(REPORT | {"status": "done", "citations": [{"source": "nosuch"}]})
    named = [one["field"] for one in problem_of(answer, 400)["errors"]]
    assert named == ["/status", "/citations/0/source"]
    assert not SandboxSubmission.objects.exists()


@pytest.mark.parametrize(
    ("note", "state", "comment"),
    [(sandbox.PUBLISH, "published", None), (sandbox.SEND_BACK, "sent_back", sandbox.COMMENT)],
)
def test_its_note_says_what_a_reviewer_would_decide(client, send, bearer, note, state, comment):
    sent = send(REPORT | {"note": f"Please: {note}"}).json()
    assert (sent["state"], sent["decided_at"]) == ("in_review", None)
    found = get(client, sent["url"], headers=bearer)
    assert (found["state"], found["comment"]) == (state, comment)
    assert found["decided_at"]
    assert found["progress_report"] is None
    assert found["report"] == sent["report"]


def test_it_is_revised_and_withdrawn_until_it_is_decided(client, send, bearer):
    address = send(REPORT | {"note": sandbox.SEND_BACK}).json()["url"]
    revised = send(REPORT | {"summary": "Both have opened."}, address, "put").json()
    assert (revised["state"], revised["comment"]) == ("in_review", None)
    assert revised["report"]["summary"] == "Both have opened."
    assert client.delete(address, headers=bearer).status_code == 204
    assert client.get(address, headers=bearer).status_code == 404
    published = send(REPORT | {"note": sandbox.PUBLISH}).json()["url"]
    assert send(REPORT, published, "put").status_code == 409
    assert client.delete(published, headers=bearer).status_code == 409


def test_a_repeated_request_is_answered_as_before(client, bearer):
    how = {"content_type": "application/json", "headers": bearer | {"Idempotency-Key": "one"}}
    first, again = (client.post(PATH, REPORT, **how).content for _ in range(2))
    assert first == again
    assert SandboxSubmission.objects.count() == 1


def test_only_the_newest_are_kept(client, send, bearer, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST", 2)
    sent = [send(REPORT).json()["id"] for _ in range(3)]
    listed = get(client, PATH, headers=bearer)
    assert [one["id"] for one in listed["results"]] == sent[:0:-1]


def test_nobody_else_meets_it(client, send, administrator):
    sent = send(REPORT).json()
    assert client.get(sent["url"]).status_code == 401
    own = bearing(key_of(administrator, "submit")[1])
    assert client.get(sent["url"], headers=own).status_code == 404
    assert faults(client, f"{V1}/progress-reports/?commitment=pledge&reported_by=Sandbox")


def test_an_administrator_sees_the_sandbox_and_makes_others(administrator, bearer):
    as_administrator = Client()
    as_administrator.force_login(administrator)
    address = "/admin/commitments/partner/"
    one = f"{address}{Partner.objects.get().pk}/change/"
    page = as_administrator.get(one).content.decode()
    assert "command line" in page
    assert 'name="is_sandbox"' not in page  # what was meant and what was not stay apart
    facts = {"name": "Trying", "contact": "it@partner.example", "is_active": "on"}
    assert as_administrator.post(f"{address}add/", facts | {"is_sandbox": "on"}).status_code == 302
    assert Partner.objects.filter(name="Trying", is_sandbox=True).exists()
