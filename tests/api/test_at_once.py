"""An Idempotency-Key fifty times at once is one submission; what is sent together is done in turn (K07)."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from commitments.models import ProgressReport, Revision, Submission
from summits.models import Source
from tests import factories as make
from tests.actions.test_changes import on_postgresql
from tests.api.partners import bearing, key_of, partner_of

pytestmark = [on_postgresql, pytest.mark.django_db(transaction=True)]
PATH = "/api/v1/submissions/"
REPORT = {
    "commitment": "pledge", "date": "2015", "status": "completed", "basis": "third_party",
    "summary": "Done.", "citations": [
        {"source": {"title": "A report", "publisher": "Office", "kind": "news",
                    "url": "https://office.example/1"}},
    ],
}  # fmt: skip


def at_once(requests):
    """What requests that are sent together are answered: status and body."""

    def call(request):
        try:
            answer = Client().generic(
                request.get("method", "POST"), request.get("path", PATH), json.dumps(request["sent"]),
                content_type="application/json",
                headers=bearing(request["text"]) | request.get("headers", {}),
            )  # fmt: skip
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(call, requests))


@pytest.fixture
def text(administrator):
    make.whole_commitment(slug="pledge")
    return key_of(administrator, "submit")[1]


def test_one_key_fifty_times_at_once_is_one_submission(text, administrator):
    """K07: and another partner's is its own."""
    source = make.SourceFactory().slug
    _key, other = key_of(administrator, "submit", partner=partner_of(administrator, "Other"))
    named = {"Idempotency-Key": "the-same"}
    theirs = REPORT | {"citations": [{"source": source}]}
    requests = [{"sent": REPORT, "text": text, "headers": named}] * 50
    requests += [{"sent": theirs, "text": other, "headers": named}] * 5
    found = at_once(requests)
    assert {status for status, _body in found} == {201}
    assert len({body for _status, body in found[:50]}) == 1
    assert len({body for _status, body in found[50:]}) == 1
    assert Submission.objects.count() == 2
    assert Source.objects.filter(version=0).count() == 1
    assert ProgressReport.objects.count() == 2


def test_without_a_key_the_same_new_source_is_taken_once(text):
    found = at_once([{"sent": REPORT, "text": text}] * 8)
    assert sorted(status for status, _body in found) == [201] + [400] * 7
    assert Source.objects.filter(version=0).count() == 1


def test_of_revisions_and_a_withdrawal_at_once_the_submission_stays_whole(text):
    at_once([{"sent": REPORT, "text": text}])
    path = f"{PATH}{Submission.objects.get().pk}/"
    texts = [{"sent": REPORT | {"summary": f"Text {n}."}, "text": text, "path": path, "method": "PUT"}
             for n in range(8)]  # fmt: skip
    assert {status for status, _body in at_once(texts)} == {200}
    (report,) = ProgressReport.objects.all()
    revision = Revision.objects.get(record_type="progress_report")
    assert (revision.record_key, revision.content["summary"]) == (str(report.pk), report.summary)
    assert Source.objects.filter(version=0).count() == 1
    assert Submission.objects.get().edits == 8
    found = at_once([*texts, {"sent": None, "text": text, "path": path, "method": "DELETE"}])
    assert {status for status, _body in found} <= {200, 204, 404, 409}
    assert not Submission.objects.exists()
    assert not ProgressReport.objects.exists()
    assert not Source.objects.filter(version=0).exists()
