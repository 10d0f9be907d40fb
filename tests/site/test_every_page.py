"""Every page of the real data set: it answers, it says what the data says, it needs no cookie."""

import gzip
import re

import pytest
from django.utils import timezone

from tests import independent
from tests.site.addresses import dated_paths, paths

pytestmark = pytest.mark.usefixtures("record")
DAYS = independent.summit_days()
STORY = "/commitments/chn-2010-centre-of-excellence/"
LIMIT = 100_000


def text(answer):
    """The words of a page, without its tags."""
    words = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", words)


@pytest.mark.once
@pytest.mark.parametrize("path", paths())
def test_a_page_answers_small_cacheable_and_without_cookies(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) < LIMIT
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer["Cache-Control"].startswith("public")
    assert answer["Last-Modified"]
    assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.once
@pytest.mark.walk
@pytest.mark.parametrize("path", paths())
def test_a_page_is_the_same_for_an_editor_who_is_signed_in(client, editor, path):
    """C02: byte for byte."""
    clean = client.get(path).content
    client.force_login(editor)
    client.cookies["csrftoken"] = "junk"
    answer = client.get(path)
    assert answer.content == clean
    assert not answer.cookies.keys() & {"session", "csrftoken"} - set(client.cookies)


@pytest.mark.parametrize("path", dated_paths())
def test_a_page_shows_a_past_day_and_says_so(client, path):
    answer = client.get(path, {"as_of": "2016-04-01"})
    assert answer.status_code == 200
    assert "As things stood on 1 April 2016, by what is known today" in text(answer)


BAD_DAYS = [
    "20160101",
    "2016-1-1",
    "2016-W01-1",
    "2016",
    "٢٠١٦-٠١-٠١",
    "0000-00-00",
    "2016-01-01\n",
]


@pytest.mark.parametrize(
    ("path", "value"),
    [(path, day) for path in dated_paths() for day in ("2014-02-30", "2999-01-01")]
    + [(path, day) for path in ("/", STORY) for day in BAD_DAYS],
)
def test_an_impossible_or_future_day_is_a_page_that_says_what_is_wrong(client, path, value):
    """C05: and that no cache keeps."""
    answer = client.get(path, {"as_of": value})
    assert answer.status_code == 400
    assert answer["Cache-Control"] == "no-store"


def test_the_sentence_names_the_bad_day_and_a_good_one(client):
    words = text(client.get("/", {"as_of": "2014-02-30"}))
    assert "2014-02-30 is not a day of the calendar. Use a date like 2014-03-25." in words


def marks(page, start):
    """The statuses that a page marks behind a place, in order."""
    return re.findall(r"status--(\w+)", page[page.index(start) :])


@pytest.mark.once
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.walk
def test_lists_and_pages_show_the_statuses_that_the_csv_files_give(client, day):
    expected = independent.statuses(day)
    found = {}
    for number in range(1, -(-len(expected) // 50) + 1):
        query = {"as_of": day.isoformat(), "page": number}
        page = client.get("/commitments/", query).content.decode()
        for row in page[page.index("<tbody") :].split("<tr>")[1:]:
            slug = re.search(r"/commitments/([a-z0-9-]+)/", row)
            if slug:
                found[slug.group(1)] = marks(row, "")[0]
    assert found == expected
    for slug in sorted(expected)[::7]:
        page = client.get(f"/commitments/{slug}/", {"as_of": day.isoformat()}).content.decode()
        assert marks(page, '<dl class="facts">')[0] == expected[slug], slug


@pytest.mark.parametrize("day", [*DAYS, timezone.now().date()])
def test_the_home_page_counts_what_the_csv_files_count(client, day):
    expected = list(independent.statuses(day).values())
    done, none = expected.count("completed"), expected.count("unreported")
    words = text(client.get("/", {"as_of": day.isoformat()}))
    assert f"made or joined {len(expected)} promises" in words
    assert f"{done} of {len(expected)} are completed; on {none} nobody has reported" in words


def test_the_centre_of_excellence_tells_its_story(client):
    words = text(client.get(STORY))
    steps = [
        "19 January 2011",
        "27 March 2012",
        "29 October 2013",
        "18 March 2016",
        "February 2020",
    ]
    places = [words.index(step, words.index("What was reported")) for step in steps]
    assert places == sorted(places)
    assert "13 April 2010" in words
    assert re.search(r"2\D?000 trainees per year", words)
    assert client.get(STORY).content.count(b"open the source") >= 12


@pytest.mark.parametrize(
    ("day", "status"), [("2012-03-27", "in progress"), ("2016-04-01", "completed")]
)
def test_the_centre_of_excellence_on_a_past_day(client, day, status):
    words = text(client.get(STORY, {"as_of": day}))
    assert re.search(rf"Status\s+{status}", words)


def test_a_promise_is_not_there_before_it_was_made(client):
    answer = client.get(STORY, {"as_of": "2010-04-12"})
    assert answer.status_code == 404
    assert "This promise dates from 13 April 2010, after the day asked for." in text(answer)


def test_a_country_opens_with_a_sentence_and_its_base(client):
    words = text(client.get("/countries/china/"))
    assert re.search(
        r"China has made or led 16 commitments: [0-9]+ completed, [0-9]+ without a report",
        words,
    )


def test_a_page_ignores_parameters_of_others_and_empty_fields(client):
    plain = client.get("/commitments/").content
    words = client.get("/commitments/?utm_source=post&status=&party=&nosuch=1")
    assert words.status_code == 200
    assert plain.count(b"<tr>") == words.content.count(b"<tr>")


@pytest.mark.parametrize(
    "query",
    [
        "status=foo",
        "party=CHN&party=XXX",
        "ordering=password",
        "page=0",
        "page=99",
        "page=x",
        "page=٣",
        "overdue=1",
        "made_after=2014-13-01",
        "updated_since=9999-12-31T23:59:59-23:59",
        "as_of=2016-01-01&as_of=2016-01-01",
    ],
)
def test_a_bad_value_of_a_known_parameter_is_a_400_page(client, query):
    answer = client.get(f"/commitments/?{query}")
    assert answer.status_code == 400
    assert "This address cannot be read" in text(answer)


@pytest.mark.parametrize(
    "query", ["x=%00", "q=%ff", "as_of=%00", "&".join(["a=1"] * 201), "q=" + "a" * 9000]
)
def test_hostile_queries_are_refused_on_every_page(client, query):
    """I01: pages too."""
    refused = {path for path in paths() if client.get(f"{path}?{query}").status_code == 400}
    assert refused == set(paths())


@pytest.mark.parametrize(
    "q", ["(" * 1500, "%_\\", ":*&!|", "NEAR(a b)", "title:x", '"', "' OR 1=1 --", "<script>"]
)
def test_any_words_can_be_searched_for(client, q):
    for path in ("/search/", "/commitments/", "/sources/"):
        answer = client.get(path, {"q": q})
        assert answer.status_code == 200
        assert b"<script>" not in answer.content


@pytest.mark.parametrize(
    "path",
    ["/commitments/%00/", "/countries/%00/", "/nosuch/%3Cb%3Ebuy%20now/", "//evil.example/x"],
)
def test_an_unknown_address_is_a_404_that_does_not_repeat_it(client, path):
    """O05, O08: nor leads off the site."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"buy now" not in answer.content
    assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
def test_a_page_is_only_read(client, method):
    answer = getattr(client, method)("/commitments/")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.once
@pytest.mark.parametrize("path", [STORY, "/countries/china/"])
@pytest.mark.parametrize(
    "header",
    [
        "x-forwarded-host",
        "forwarded",
        "x-forwarded-prefix",
        "x-original-url",
        "script-name",
        "x-http-method-override",
    ],
)
def test_headers_change_nothing(client, path, header):
    """C01: byte for byte."""
    clean = client.get(path).content
    assert client.get(path, headers={header: "evil.example"}).content == clean


def test_a_page_cannot_be_framed_and_runs_no_foreign_script(client):
    answer = client.get("/")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_same_selection_as_data_keeps_its_parameters_and_no_others(client):
    link = re.search(
        r"/api/v1/commitments/\?([^\"]*)",
        client.get(
            "/commitments/?party=CHN,USA&q=nuclear+security&as_of=2016-04-01&utm_source=x&status="
        ).content.decode(),
    ).group(1)
    assert link == "party=CHN,USA&amp;q=nuclear+security&amp;as_of=2016-04-01"
