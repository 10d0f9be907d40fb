"""Nothing but what is public shows on a page; what was public leaves a tombstone or a new address."""

import pytest
from django.utils import timezone

from commitments.actions import removal
from commitments.models import Commitment
from tests import factories as make
from tests.api.test_gate import CANARY, hidden  # noqa: F401 - a fixture
from tests.site.addresses import paths


@pytest.fixture
def examples(hidden):  # noqa: F811 - the fixture
    shown, document = hidden
    party = make.PartyFactory(slug="open-land")
    body = make.PartyFactory(slug="open-body", code="OPENB", kind="organization")
    make.PartFactory(commitment=shown, party=party, role="lead")
    theme = make.ThemeFactory(slug="open-theme")
    source = make.SourceFactory(slug="open-source")
    make.CommitmentTheme.objects.create(commitment=shown, theme=theme, position=9)
    return {
        "commitment": shown.slug,
        "document": document.slug,
        "summit": shown.summit.slug,
        "country": party.slug,
        "organization": body.slug,
        "theme": theme.slug,
        "source": source.slug,
        "cite": f"commitments/{shown.slug}/cite.bib",
        "history": f"commitment/{shown.slug}",
    }


def test_no_page_lets_a_draft_or_a_retracted_record_out(client, examples):
    """Z01: on no page of the site."""
    found = [
        *paths(examples),
        f"/search/?q={CANARY}",
        "/commitments/?q=canary",
        "/sources/?q=canary",
    ]
    for path in found:
        answer = client.get(path)
        assert answer.status_code == 200, path
        # what was searched for stands in the search box and in links that keep it
        page = answer.content.decode(errors="replace")  # of a picture too
        leaked = page.replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")
        assert CANARY not in leaked, path


def test_what_is_public_shows_where_a_canary_would(client, examples):
    """Z01: so the test above would see a leak."""
    Commitment.objects.filter(slug=examples["commitment"]).update(title=CANARY)
    found = {path for path in paths(examples) if CANARY.encode() in client.get(path).content}
    named = ("commitment", "summit", "theme", "country")
    assert found >= {f"/{plural(name)}/{examples[name]}/" for name in named} | {"/commitments/"}
    assert f"/embed/commitments/{examples['commitment']}/" in found
    assert CANARY in client.get("/commitments/?q=canary").content.decode()


def plural(name):
    return {"country": "countries"}.get(name, f"{name}s")


@pytest.mark.parametrize(
    "path",
    [
        "/commitments/c-canary-draft/",
        "/themes/t-canary-draft/",
        "/sources/s-canary-draft/",
        "/countries/p-canary-draft/",
        "/documents/d-canary-draft/",
        "/summits/m-canary-draft/",
    ],
)
def test_a_draft_has_no_page(client, hidden, path):  # noqa: F811 - the fixture
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/commitments/c-canary-retracted/",
        "/themes/t-canary-retracted/",
        "/sources/s-canary-retracted/",
        "/countries/p-canary-retracted/",
    ],
)
def test_a_retracted_record_leaves_a_tombstone_with_the_reason(client, hidden, path):  # noqa: F811
    answer = client.get(path)
    assert answer.status_code == 410
    assert b"Gone." in answer.content
    assert b"Title" not in answer.content


def test_a_renamed_record_answers_301(client, manager):
    pledge = make.whole_commitment(slug="old-name")
    removal.rename(pledge, slug="new-name", by=manager, at=timezone.now(), reason="A better name.")
    answer = client.get("/commitments/old-name/")
    assert (answer.status_code, answer["Location"]) == (301, "/commitments/new-name/")
    past = client.get("/commitments/old-name/?as_of=2015-01-01")
    assert past["Location"] == "/commitments/new-name/?as_of=2015-01-01"


BESIDE = (
    "/commitments/{}/", "/fr/commitments/{}/", "/commitments/{}/cite.bib", "/commitments/{}/cite.json",
    "/commitments/{}/report-an-error/", "/charts/commitments/{}.svg", "/fr/charts/commitments/{}.svg",
    "/charts/commitments/{}.csv", "/embed/commitments/{}/", "/feeds/commitments/{}/",
    "/pictures/commitments/{}.png",
)  # fmt: skip


def test_a_merged_record_answers_301_to_its_survivor(client, manager):
    """Its files, too, lead to those of the survivor: what asks for a drawing gets one."""
    one, other = make.whole_commitment(slug="copy"), make.whole_commitment(slug="kept")
    removal.merge(one, other, by=manager, at=timezone.now(), reason="Entered twice.")
    for address in BESIDE:
        answer = client.get(address.format("copy") + "?as_of=2016-01-01")
        led = address.format("kept") + "?as_of=2016-01-01"
        assert (answer.status_code, answer["Location"]) == (301, led)


XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "{{ 7|add:7 }}",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("text", XSS)
def test_markup_in_a_record_is_shown_as_text(client, db, text):
    """O01: on the pages of readers."""
    pledge = make.whole_commitment(slug="marked", title=text, summary=text)
    make.ReportFactory(commitment=pledge, summary=text)
    for path in ("/commitments/marked/", "/commitments/", "/", "/search/?q=alert", "/changes/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page


def test_a_stored_script_address_is_no_link(client, db):
    """O03: however it got there."""
    make.SourceFactory(slug="bad", url="javascript:alert(1)")
    assert b'href="javascript' not in client.get("/sources/bad/").content
