"""How tests read the API: bodies whole, lists page by page, errors by parameter."""

import csv
import io
import json

from django.conf import settings

V1 = "/api/v1"
LISTS = (
    "summits", "parties", "participations", "documents", "themes", "commitments",
    "progress-reports", "sources",
)  # fmt: skip


def body(response):
    """The whole body as text, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def get(client, path, status=200, **more):
    """The JSON of an answer that has this status."""
    response = client.get(path, **more)
    assert response.status_code == status, body(response)[:500]
    return json.loads(body(response))


def table(client, path):
    """The rows of a CSV answer."""
    response = client.get(path)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(body(response), newline="")))


def ids(client, query=""):
    """The identifiers of a list of commitments."""
    return [row["id"] for row in get(client, f"{V1}/commitments/{query}")["results"]]


def pages(client, path):
    """All rows of a list, following its links."""
    found = []
    while path:
        page = get(client, path.removeprefix(settings.SITE_URL))
        found += page["results"]
        path = page["next"]
    return found


def faults(client, path):
    """What a refused request is told: parameter and code."""
    response = client.get(path)
    assert response.status_code == 400, (path, response.status_code)
    problem = problem_of(response, 400)
    return [(error["parameter"], error["code"]) for error in problem["errors"]]


def problem_of(response, status):
    """A refusal, checked to be in the one error shape."""
    assert response.status_code == status, body(response)[:300]
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response
    assert "ETag" not in response
    problem = json.loads(response.content)
    assert problem.keys() >= {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert problem["detail"]
    return problem
