"""Whom to tell of a weakness (case L05), and what other sites may use of this one."""

import datetime

import pytest
from django.utils import timezone

from tests import factories as make
from tests.api.reading import V1

pytestmark = pytest.mark.django_db
SECURITY = "/.well-known/security.txt"


def test_there_is_no_contact_where_none_is_given(client):
    assert client.get(SECURITY).status_code == 404


def test_the_contact_is_said_as_the_standard_says(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/contact"]
    settings.SECURITY_POLICY = "https://example.org/security"
    answer = client.get(SECURITY)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    [expires] = [line for line in lines if line.startswith("Expires: ")]
    assert lines == [
        "Contact: mailto:security@example.org",
        "Contact: https://example.org/contact",
        "Policy: https://example.org/security",
        expires,
        "Canonical: https://tracker.example/.well-known/security.txt",
        "Preferred-Languages: en",
    ]
    until = datetime.datetime.fromisoformat(expires.removeprefix("Expires: "))
    days = (until - timezone.now()).days
    assert 60 < days < 365
    settings.SECURITY_POLICY = None
    assert "Policy" not in client.get(SECURITY).content.decode()
    assert client.post(SECURITY).status_code == 405


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", "same-origin"),
        ("/commitments/?status=nosuch", "same-origin"),
        ("/admin/login/", "same-origin"),
        ("/static/img/icon.svg", "same-origin"),
        ("/nosuch/", "same-origin"),
        (f"{V1}/", "cross-origin"),
        (f"{V1}/commitments/?format=csv", "cross-origin"),
        (f"{V1}/commitments/?status=nosuch", "cross-origin"),
        (f"{V1}/commitments/?q=%00", "cross-origin"),
    ],
)
def test_other_sites_may_use_the_api_and_no_page(client, path, policy):
    answer = client.get(path)
    assert answer["Cross-Origin-Resource-Policy"] == policy
    answer.close()


def test_a_report_is_found_by_its_identifier_in_capitals(client):
    report = make.ReportFactory()
    path = f"{V1}/progress-reports/{{}}/?as_of=2015-01-01"
    answer = client.get(path.format(str(report.pk).upper()))
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"https://tracker.example{path.format(report.pk)}",
    )
    gone = make.ReportFactory(retracted=True)
    assert client.get(path.format(str(gone.pk).upper())).status_code == 410
    unknown = "F" * 8 + str(report.pk)[8:]
    assert client.get(path.format(unknown)).status_code == 404
    for written in (f"{{{report.pk}}}", report.pk.hex, f"urn:uuid:{report.pk}"):
        assert client.get(path.format(written)).status_code == 404
