"""Hostile requests are answered with a refusal that names what is wrong (cases I01 to I15)."""

import base64
import json
import pickle

import pytest

from commitments.api.pagination import DEFAULT_SIZE
from tests import factories as make
from tests.api.reading import LISTS, V1, faults, get, problem_of

pytestmark = pytest.mark.django_db
PATHS = [
    *(f"{V1}/{name}/" for name in LISTS), f"{V1}/stats/", f"{V1}/stats/history/", f"{V1}/changes/",
]  # fmt: skip
C = f"{V1}/commitments/"
BAD_NUMBERS = [
    "9" * 30,
    "9" * 5000,
    "-1",
    "0",
    "1e9",
    "1_0",
    "٣",
    " 12",
    "1001",
    "1.0",
    "+5",
    "0x1",
]
BAD_DAYS = [
    "2016-W01-1", "20160101", "2016-1-1", "２０１６-01-01", "2016-02-30", "0000-00-00",
    "2016-01-01%0A", "70000-01-01", "now", "9999-12-31T23:59:59-23:59",
]  # fmt: skip
UNKNOWN = [
    "nosuch", "summit__slug__startswith", "created_by__password__startswith", "_connector",
    "__class__", "party[$ne]", "_method", "PARTY",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PATHS, f"{V1}/", f"{V1}/schema/", "/api/"])
def test_nul_and_bad_utf8_are_refused_everywhere(client, path):
    """I01: NUL and bad UTF-8 in a parameter's name or value, or in a path."""
    for query in ("q=%00", "%00=1", "party=a%00b", "q=%ff", "q=%01"):
        problem = problem_of(client.get(f"{path}?{query}"), 400)
        named = [(one["parameter"], one["code"]) for one in problem["errors"]]
        assert named == [({"%": "�"}.get(query[0], query.split("=")[0]), "unreadable")]
    problem_of(client.get(f"{path}a%00b/"), 404)


@pytest.mark.parametrize("name", LISTS)
def test_a_detail_knows_only_its_own_identifiers(client, name):
    """I02: an identifier of thirty digits is nobody's."""
    for identifier in ("x", "9" * 30, "%F0%9F%92%A3", "a'b", "..%5C", "~", "None", "a~b~c"):
        problem_of(client.get(f"{V1}/{name}/{identifier}/"), 404)


@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_a_page_size_is_a_plain_number(client, text):
    """I02: thirty digits, signs, exponents and digits of other scripts."""
    assert faults(client, f"{C}?page_size={text.replace('+', '%2B')}") == [("page_size", "invalid")]


@pytest.mark.parametrize("text", BAD_DAYS)
@pytest.mark.parametrize("name", ["as_of", "made_after", "made_before", "reported_since"])
def test_a_day_is_written_in_one_way(client, name, text):
    """I03, I05: weeks, no hyphens, days that no month has, and the year 70000."""
    response = client.get(f"{C}?{name}={text}")
    problem = problem_of(response, 400)
    assert [error["parameter"] for error in problem["errors"]] in ([name], [])


def test_a_day_in_the_future_is_refused(client):
    for path in PATHS:
        if "commitments" in path or "reports" in path:
            assert faults(client, f"{path}?as_of=2999-01-01") == [("as_of", "invalid")]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59", "x"])
def test_a_time_that_no_calendar_has_is_refused(client, name, text):
    """I04: a time that no zone can turn into ours."""
    assert faults(client, f"{V1}/{name}/?updated_since={text}") == [("updated_since", "invalid")]


def test_one_bad_value_of_several_is_refused(client):
    """I05: one bad value spoils the list that it stands in."""
    for name in (
        "party",
        "summit",
        "theme",
        "document",
        "status",
        "kind",
        "role",
        "region",
        "basis",
    ):
        assert (name, "invalid") in faults(client, f"{C}?{name}=nosuch,other")


@pytest.mark.parametrize(
    ("parameter", "where"), [("party", "parties"), ("document", "documents"), ("theme", "themes")]
)
def test_a_refusal_names_what_is_allowed_or_the_list_of_it(client, record, parameter, where):
    problem = problem_of(client.get(f"{C}?{parameter}=nosuch"), 400)
    [told] = problem["errors"]
    assert (told["parameter"], told["code"]) == (parameter, "invalid")
    allowed = get(client, f"{V1}/{where}/")["results"]
    named = [one["id"] for one in allowed] if parameter == "theme" else [f"{V1}/{where}/"]
    assert [one for one in named if one not in told["detail"]] == []


@pytest.mark.parametrize(
    "words", ["'\"", "(" * 1500, "%25_%5C", ":*%26!|", "NEAR(", "col:", "(((("]
)
def test_search_words_are_only_words(client, words):
    """I06: quotes, brackets, wildcards and operators of a search engine are letters."""
    assert get(client, f"{C}?q={words}")["count"] == 0


@pytest.mark.parametrize("words", ["a" * 2001, "+".join(["a"] * 21)])
def test_too_much_to_search_for_is_refused(client, words):
    assert faults(client, f"{C}?q={words}") == [("q", "invalid")]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_parameter_is_refused_by_name(client, path, name):
    """I11: nothing is read blindly through a name of a column."""
    assert (name, "unknown") in faults(client, f"{path}?{name}=1")


def test_a_detail_refuses_parameters_too(client):
    pledge = make.whole_commitment()
    for query in ("party=CHN", "cursor=x", "page_size=5", "nosuch=1"):
        name = query.partition("=")[0]
        assert faults(client, f"{C}{pledge.slug}/?{query}") == [(name, "unknown")]
    assert faults(client, f"{C}{pledge.slug}/?format=csv") == [("format", "invalid")]
    summit = pledge.summit.slug
    assert faults(client, f"{V1}/summits/{summit}/?as_of=2014-01-01") == [("as_of", "unknown")]


@pytest.mark.parametrize("path", [f"{V1}/{name}/" for name in LISTS])
@pytest.mark.parametrize(
    "text", ["password", "?", "made_on;drop", 'a."b"', "-", "--id", "id,title"]
)
def test_an_ordering_is_one_of_those_named(client, path, text):
    """I12: no other column, no expression."""
    assert faults(client, f"{path}?ordering={text}") == [("ordering", "invalid")]


@pytest.mark.parametrize(
    "name", ["as_of", "q", "overdue", "ordering", "page_size", "cursor", "format"]
)
def test_a_repeated_or_empty_value_is_refused(client, name):
    """I13: a filter that is unclear is no filter that is ignored."""
    assert faults(client, f"{C}?{name}=")[0][0] == name
    assert (name, "repeated") in faults(client, f"{C}?{name}=1&{name}=2")


def test_an_empty_value_among_several_is_refused(client):
    assert faults(client, f"{C}?status=completed,") == [("status", "empty")]


def forged():
    yield from ("x", "%25%25%25", "a:b", "W10:x", "9" * 300)
    for text in (b"p=\0", b"p=\xff\xfe", pickle.dumps({"a": 1}), b"[" + b"9" * 500 + b"]"):
        yield base64.urlsafe_b64encode(text).decode()


@pytest.mark.parametrize("cursor", list(forged()))
def test_a_forged_cursor_is_refused(client, cursor):
    """I14: garbage, bad UTF-8, a pickle."""
    assert faults(client, f"{C}?cursor={cursor}") == [("cursor", "invalid")]


def test_a_cursor_serves_its_own_list_filters_and_ordering_only(client):
    """I14: of another list or ordering, changed or cut."""
    for _ in range(3):
        make.CommitmentFactory()
    link = get(client, f"{C}?page_size=1&kind=national")["next"]
    cursor = link.rpartition("cursor=")[2]
    assert get(client, f"{C}?page_size=2&kind=national&cursor={cursor}")["results"]
    for other in (
        f"{C}?cursor={cursor}", f"{C}?kind=national&ordering=title&cursor={cursor}",
        f"{C}?kind=national&ordering=id&cursor={cursor}", f"{C}?kind=joint&cursor={cursor}",
        f"{V1}/summits/?cursor={cursor}",
    ):  # fmt: skip
        assert ("cursor", "invalid") in faults(client, other)
    for place in range(0, len(cursor), 7):
        letter = "A" if cursor[place] != "A" else "B"
        changed = cursor[:place] + letter + cursor[place + 1 :]
        assert faults(client, f"{C}?kind=national&cursor={changed}") == [("cursor", "invalid")]
        if place:
            assert ("cursor", "invalid") in faults(
                client, f"{C}?kind=national&cursor={cursor[:place]}"
            )


@pytest.mark.parametrize("path", [*PATHS, f"{V1}/summits/x/", f"{V1}/", "/api/", "/api/docs/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FOO"])
def test_other_methods_are_told_which_there_are(client, path, method):
    """I15: 405 with those that are allowed."""
    response = client.generic(method, path, "{}", content_type="application/json")
    problem_of(response, 405)
    assert {"GET", "HEAD"} <= set(response["Allow"].split(", "))


ALLOWED = {
    f"{V1}/submissions/": "GET, POST, HEAD, OPTIONS",
    f"{V1}/submissions/1/": "GET, PUT, DELETE, HEAD, OPTIONS",
    f"{V1}/webhooks/1/test/": "POST, OPTIONS",
    f"{V1}/export/nss.zip": "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize(("path", "allowed"), ALLOWED.items())
def test_the_methods_told_are_those_of_the_address(client, path, allowed):
    """I15: also where there is something else to be done than to read."""
    response = client.generic("PATCH", path)
    assert "Use GET" not in problem_of(response, 405)["detail"]
    assert response["Allow"] == allowed


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "FOO"])
def test_where_nothing_is_no_method_helps(client, method):
    for path in ("/api/v2/", f"{V1}/nosuch/", f"{V1}/commitments/a/b/", f"{V1}/submissions/x/"):
        response = client.generic(method, path)
        assert "Allow" not in response
        problem_of(response, 404)


def test_what_is_sent_to_an_address_without_its_slash_is_not_led_into_a_reading(client):
    """A redirection would make a GET of it, whose 200 looks as if it had been taken."""
    for method, path in (
        ("POST", "submissions"),
        ("POST", "webhooks/1/test"),
        ("PUT", "submissions/1"),
    ):
        path = f"{V1}/{path}"
        problem = problem_of(
            client.generic(method, path, "{}", content_type="application/json"), 404
        )
        assert problem["detail"] == f"Addresses end with a slash here: {path}/"
    assert client.get(f"{V1}/commitments").status_code == 301


def test_a_method_cannot_be_smuggled_in(client):
    """I15: not by a header, not by a parameter."""
    plain = client.get(C)
    tricked = client.get(C, headers={"X-HTTP-Method-Override": "DELETE"})
    assert tricked.content == plain.content
    assert faults(client, f"{C}?_method=DELETE") == [("_method", "unknown")]


def test_deep_json_and_big_bodies_are_refused(client):
    """I10: 413 for twelve megabytes, as a problem."""
    problem_of(client.post(C, "[" * 100_000, content_type="application/json"), 405)
    problem_of(client.post(C, b"x" * 12_000_000, content_type="application/json"), 413)


MANY = "&".join(f"a{n}=1" for n in range(1001))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (f"kind=joint&q={'x' * 9000}&party=CHN", [("q", "too_long")]),
        (MANY, [("a200", "too_many")]),
        (f"{MANY}&{'b' * 9000}", [("b" * 60, "too_long"), ("a200", "too_many")]),
        (f"q=%00&{'x' * 9000}", [("x" * 60, "too_long"), ("q", "unreadable")]),
        (f"{MANY[:3000]}&%00%ff={'x' * 9000}", [("��", "too_long"), ("a200", "too_many")]),
    ],
)
def test_too_many_parameters_and_too_long_a_query_are_refused_by_name(client, query, named):
    """I10: as a problem that names them."""
    problem = problem_of(client.get(f"{C}?{query}"), 400)
    found = [(one["parameter"], one["code"]) for one in problem["errors"]]
    assert found == named
    assert all("Give at most" in one["detail"] for one in problem["errors"] if "too" in one["code"])


def test_as_many_parameters_and_as_long_a_query_as_allowed_reach_the_view(client):
    assert ("a0", "unknown") in faults(client, f"{C}?{'&'.join(f'a{n}=1' for n in range(200))}")
    assert faults(client, f"{C}?q={'x' * 8190}") == [("q", "invalid")]


@pytest.mark.parametrize("path", ["/api/v1/nosuch/", "/api/v2/", "/api/x", "/api/v1/changes/x/",
                                  "/api/v1/releases/0/", "/api/v1/export/x", "/api/v1/webhooks/1/x/",
                                  "/api/v1/submissions/x.css"])  # fmt: skip
def test_an_address_that_is_not_there_is_a_problem(client, path):
    problem = problem_of(client.get(path), 404)
    assert "nosuch" not in json.dumps(problem)


def test_a_defect_of_ours_is_a_problem_without_details(client, monkeypatch):
    def broken(*_args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("commitments.api.viewsets.Paging", broken)
    client.raise_request_exception = False
    problem = problem_of(client.get(C), 500)
    assert "secret" not in json.dumps(problem)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*;q=0.5"])
def test_a_format_nobody_offers_is_refused(client, accept):
    problem_of(client.get(C, headers={"Accept": accept}), 406)
    assert faults(client, f"{C}?format=xml") == [("format", "invalid")]


@pytest.mark.parametrize(
    "accept", ["", "garbage", "*/*;q=x", ";;,,", "application/json;q=0", "a" * 5000]
)
def test_no_accept_header_breaks_an_answer(client, accept):
    assert client.get(C, headers={"Accept": accept}).status_code in {200, 406}


def test_stats_need_a_grouping_that_exists(client):
    for query in ("", "?by=", "?by=x"):
        assert faults(client, f"{V1}/stats/{query}")[0][0] == "by"
    assert ("by", "repeated") in faults(client, f"{V1}/stats/?by=kind&by=year")
    assert faults(client, f"{V1}/stats/history/?interval=day") == [("interval", "invalid")]
    assert faults(client, f"{V1}/stats/?by=kind&ordering=id") == [("ordering", "unknown")]


def test_a_table_has_no_pages(client):
    for form in ("csv", "ndjson"):
        assert faults(client, f"{C}?format={form}&page_size={DEFAULT_SIZE}") == [
            ("page_size", "not_here")
        ]


@pytest.mark.parametrize(
    "accept",
    [
        "application/json; charset=utf-8",
        "application/json;version=2;q=0.5, text/csv;q=0.1",
        'application/json; profile="a, b"',
    ],
)
def test_parameters_of_a_media_type_change_nothing(client, accept):
    answer = client.get(C, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
