"""Six languages: each page opens in each, says so, and leads to the others; what was written stays as it is."""

import datetime
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.utils import translation

from commitments.site.urls import PAGES
from commitments.templatetags.tracker import language_name, quantity
from summits import languages
from summits.partial_dates import in_words
from tests import factories as make
from tests.site.addresses import _path

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "https://tracker.example"
CODES = ["en-gb", "fr", "es", "ru", "zh-hans", "ar"]
STORY = "/commitments/chn-2010-centre-of-excellence/"
LINK = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]*)">')
SWITCH = re.compile(
    r'<a href="([^"]*)" lang="([\w-]+)" hreflang="([\w-]+)"( aria-current="true")?>'
)
# names of our own, of formats and of what programs are called, which are the same in every language
NAMES = {
    *("NSS", "Tracker", "JSON", "NDJSON", "BibTeX", "Atom", "Natural", "Earth", "Creative"),
    *("Commons", "Attribution", "International", "INFCIRC"),
}


@pytest.fixture
def examples():
    """The identifiers of one public record of each kind."""
    one = make.whole_commitment(slug="one", document=make.whole_document(slug="d"))
    make.sourced_report(commitment=one)
    make.PartyFactory(slug="body", kind="organization", iso2="", region="")
    country = make.PartyFactory(slug="land")
    make.PartFactory(commitment=one, party=country, role="lead")
    return {
        "commitment": "one",
        "report_error": "one",
        "document": "d",
        "country": "land",
        "organization": "body",
        "summit": one.summit.slug,
        "theme": make.ThemeFactory(slug="t").slug,
        "source": make.SourceFactory(slug="src").slug,
        "history": "commitment/one",
    }


def page(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.walk
def test_every_kind_of_page_opens_in_every_language(client, examples):
    for pattern in PAGES:
        path = (
            "/" + re.sub("<.*>", examples[pattern.name], str(pattern.pattern))
            if (pattern.name == "report_error")
            else _path(pattern, examples)
        )
        for code in CODES:
            address = languages.path_in(code, path)
            text = page(client, address)
            if "<html" in text:
                direction = "rtl" if code == "ar" else "ltr"
                assert f'<html lang="{code}" dir="{direction}">' in text, address


@pytest.mark.parametrize(
    "path",
    [
        "/de/",
        "/en/",
        "/en-gb/",
        "/FR/",
        "/fr/admin/",
        "/fr/api/v1/",
        "/fr/feeds/changes/",
        "/fr/fr/",
    ],
)
def test_no_other_language_and_nothing_that_is_in_english_only_has_such_an_address(client, path):
    assert client.get(path).status_code == 404


def test_an_unknown_address_is_refused_in_the_language_of_its_beginning(client):
    answer = client.get("/fr/nosuch/")
    assert answer.status_code == 404
    assert "<h1>Rien ici</h1>" in answer.content.decode()
    assert "Rien" not in client.get("/nosuch/").content.decode()


def test_a_request_leaves_its_language_behind(client, record):
    page(client, "/ar/")
    rows = client.get("/api/v1/stats/?by=theme").json()["rows"]
    assert "Nuclear forensics" in [row["label"] for row in rows]
    assert client.get("/api/v1/parties/CHN/").json()["page"] == f"{SITE}/countries/china/"


def test_the_switch_keeps_the_day_and_the_selection(client, record):
    asked = "commitments/?party=CHN&q=%22a%26b&as_of=2014-03-25"
    found = SWITCH.findall(page(client, f"/fr/{asked}"))
    assert [unescape(one[0]) for one in found] == [f"/{asked}"] + [
        f"/{code}/{asked}" for code in CODES[1:]
    ]
    assert [one[1] for one in found if one[3]] == ["fr"]
    assert [one[2] for one in found] == ["en", *CODES[1:]]


def test_a_refusal_of_a_selection_can_be_read_in_the_other_languages(client, db):
    answer = client.get("/ru/commitments/?page=99")
    assert answer.status_code == 400
    assert "/ar/commitments/?page=99" in answer.content.decode()


@pytest.mark.parametrize("code", ["en-gb", "zh-hans"])
def test_a_page_tells_search_engines_its_other_languages(client, examples, code):
    text = page(client, languages.path_in(code, "/countries/land/"), as_of="2016-01-01")
    expected = {
        languages.short(one): f"{SITE}{languages.path_in(one, '/countries/land/')}" for one in CODES
    }
    assert dict(LINK.findall(text)) == expected | {"x-default": f"{SITE}/countries/land/"}
    assert f'<link rel="canonical" href="{expected[languages.short(code)]}">' in text


def test_pages_in_english_only_offer_no_other_language(client, db):
    assert not SWITCH.findall(page(client, "/api/docs/"))
    assert not LINK.findall(page(client, "/api/docs/"))


def test_no_copy_of_one_language_answers_for_another(client, examples):
    tags = {code: client.get(languages.path_in(code, "/themes/t/"))["ETag"] for code in CODES}
    assert len(set(tags.values())) == len(CODES)
    for code in CODES:
        path = languages.path_in(code, "/themes/t/")
        assert client.get(path, headers={"if-none-match": tags[code]}).status_code == 304
        answer = client.get(path, headers={"if-none-match": tags["fr" if code != "fr" else "es"]})
        assert answer.status_code == 200
        assert "Accept-Language" not in answer.get("Vary", "")


def test_a_card_in_another_language_may_be_framed_like_any_other(client, examples):
    answer = client.get("/fr/embed/countries/land/")
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/fr/countries/land/")["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_language_that_a_browser_prefers_changes_nothing(client, db):
    assert 'lang="en-gb"' in client.get("/", headers={"accept-language": "fr"}).content.decode()


PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-)?(?:left|right)\s*:|:\s*(?:left|right)\s*;"
)


@pytest.mark.parametrize("name", ["base", "components", "charts", "print", "tokens"])
def test_styles_name_start_and_end_and_no_side_of_a_screen(settings, name):
    text = (settings.BASE_DIR / "static" / "css" / f"{name}.css").read_text()
    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize(
    "line", ["margin-left: 1px", "left: 0", "text-align: right; ", "float:left;"]
)
def test_the_guard_sees_a_side(line):
    assert PHYSICAL.search(line)


class Reading(HTMLParser):
    """The words of a page that are not marked as being in another language."""

    SAID = ("title", "aria-label", "placeholder", "data-label", "data-says", "alt")
    EMPTY = {"meta", "link", "input", "br", "img"}

    def __init__(self, code):
        super().__init__()
        self.code, self.words, self.open = code, [], []

    def speaks(self):
        marks = [lang for _tag, lang in self.open if lang]
        return not marks or marks[-1] == self.code

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag not in self.EMPTY:
            self.open.append((tag, found.get("lang", "")))
        if self.speaks():
            self.words += [found[name] for name in self.SAID if name in found]
        if tag == "meta" and found.get("name") == "description":
            self.words.append(found["content"])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if self.speaks() and not {"script", "code"} & {tag for tag, _lang in self.open}:
            self.words.append(text)


def english(text, code):
    """The words in Latin letters of a page whose language has others."""
    reading = Reading(code)
    reading.feed(text)
    found = re.findall(r"[A-Za-z]{4,}", " ".join(reading.words))
    return {word for word in found if word not in NAMES}


WHOLLY = ["/", "/countries/china/", "/themes/", "/method/", "/commitments/?as_of=2014-03-25"]


@pytest.mark.parametrize("code", ["ar", "zh-hans"])
@pytest.mark.usefixtures("record")
def test_a_page_has_no_word_of_english_that_is_not_marked_as_such(client, code):
    for path in WHOLLY:
        assert english(page(client, f"/{code}{path}"), code) == set(), path


def test_the_reading_sees_a_word_of_english():
    text = '<html lang="ar"><p lang="en">quite</p><a title="More">X</a>Search<b lang="ar">Word</b>'
    assert english(text, "ar") == {"More", "Search", "Word"}


@pytest.mark.usefixtures("record")
def test_what_was_written_says_in_which_language_and_the_page_says_so(client):
    text = page(client, f"/ar{STORY}")
    assert '<h1 lang="en" dir="ltr">' in text
    assert '<p class="in-their-language">' in text
    assert ' lang="en"' not in page(client, STORY)


@pytest.mark.usefixtures("record")
def test_who_made_a_promise_is_told_with_the_number_of_the_others(client):
    """47 parties made the first; a language with six forms says so, not “and another”."""
    assert "و46 طرفًا آخر" in client.get("/ar/commitments/").content.decode()


@pytest.mark.usefixtures("record")
def test_what_is_cited_has_one_address(client):
    text = page(client, f"/fr{STORY}")
    assert f"url = {{{SITE}{STORY}}}" in text
    assert f">{SITE}{STORY}</bdi></p>" in text
    assert f"{SITE}/fr/embed{STORY}" in text


@pytest.mark.parametrize(
    ("code", "written", "shown"),
    [
        ("en-gb", "2016-04-01", "1 April 2016"),
        ("fr", "2016-04-01", "1er avril 2016"),
        ("fr", "2016-03-18", "18 mars 2016"),
        ("es", "2016-03-18", "18 de marzo de 2016"),
        ("es", "2016-03", "marzo de 2016"),
        ("ru", "2016-03-18", "18 марта 2016"),
        ("ru", "2016-03", "март 2016"),
        ("zh-hans", "2016-03-18", "2016年3月18日"),
        ("zh-hans", "2016-03", "2016年3月"),
        ("zh-hans", "2016", "2016年"),
        ("ar", "2016-03-18", "18 مارس 2016"),
        ("ar", datetime.date(2016, 3, 1), "1 مارس 2016"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(code, written, shown):
    with translation.override(code):
        assert in_words(written) == shown


@pytest.mark.parametrize(("code", "shown"), [("en-gb", "2,000.5"), ("ru", "2\u202f000,5")])
def test_a_number_has_the_sign_of_its_language(code, shown):
    with translation.override(code):
        assert quantity("2000.5") == shown


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en-gb", ["English", "Chinese", "Norwegian"]),
        ("fr", ["Anglais", "Chinois", "Norvégien"]),
        ("ru", ["Английский", "Китайский", "Норвежский"]),
        ("zh-hans", ["英语", "中文", "挪威语"]),
    ],
)
def test_a_language_has_a_name_in_that_of_the_page(code, names):
    with translation.override(code):
        assert [language_name(one) for one in ("en", "zh", "no")] == names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("fr", ["Danemark", "Égypte", "Émirats arabes unis", "Espagne"]),
        ("zh-hans", ["阿根廷", "澳大利亚", "德国", "日本", "中国"]),
        ("en-gb", ["China", "Côte d’Ivoire", "Cuba"]),
    ],
)
def test_names_stand_in_the_order_of_their_language(code, names):
    with translation.override(code):
        assert languages.by_name(reversed(names)) == names


@pytest.mark.usefixtures("record")
def test_a_country_is_found_by_its_name_in_the_language_of_the_page(client):
    for path, q, name in (
        ("/fr", "egypte", "Égypte"),
        ("/ru", "китай", "Китай"),
        ("", "egypt", "Egypt"),
    ):
        assert f">{name}" in re.sub("</?mark>", "", page(client, f"{path}/search/", q=q)), path
    assert client.get("/ar/search/suggestions.json?q=الصين").json()["suggestions"] == ["الصين"]


def test_the_countries_are_listed_by_their_names_in_the_language(client, record):
    text = page(client, "/fr/countries/")
    names = re.findall(r'<th scope="row"><a href="/fr/countries/[\w-]+/">([^<]+)</a>', text)
    assert names[:4] == ["Afrique du Sud", "Algérie", "Allemagne", "Arabie saoudite"]
    assert names[-1] == "Viet Nam"
