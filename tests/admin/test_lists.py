"""Lists and pages ask the database as often for thirty rows as for one; the numbers are written here."""

import uuid

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions import entry
from commitments.admin import listing
from commitments.models import Commitment, ProgressReport, Submission, User
from summits.models import Document, Participation, Party, Source, Summit, Theme
from tests import factories as make
from tests.admin.conftest import edit_url, pledge_content, signed_in
from tests.ground import PARTY, SOURCE, SUMMIT, THEME, make_public

PARTICIPATION = {
    "summit": "2010-washington",
    "attended": True,
    "head_name": "",
    "head_title": "",
    "head_level": "",
    "note": "",
    "citations": [],
}
DOCUMENT = {
    "summit": "2010-washington",
    "kind": "communique",
    "title": "Communiqué",
    "number": "",
    "adopted_on": "2010-04-13",
    "themes": ["training"],
    "summary": "All agree.",
    "parties": [],
    "citations": [],
}
REPORT_CONTENT = {
    "party": None,
    "date": "2012",
    "status": "in_progress",
    "basis": "third_party",
    "summary": "Begun.",
    "measure_quantity": None,
    "measure_unit": "",
    "reported_by": "Institute",
    "citations": [{"source": "first-source", "locator": ""}],
}

LISTS = {
    "commitments/commitment": 9,
    "commitments/progressreport": 7,
    "commitments/submission": 11,
    "commitments/change": 6,
    "commitments/user": 8,
    "commitments/auditentry": 8,
    "summits/source": 7,
    "summits/party": 7,
    "summits/theme": 6,
    "summits/summit": 6,
    "summits/participation": 7,
    "summits/document": 7,
}


def asked(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def letters(number):
    """A code of three letters for each number."""
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(3))


def grow(root, numbers):
    """One more record of every kind, and one more account and submission, for each number."""
    for i in numbers:
        code = letters(i)
        report = REPORT_CONTENT | {"id": str(uuid.uuid4()), "commitment": f"chn-2010-{i}"}
        make_public(
            root,
            (Party(), PARTY | {"id": code, "slug": code.lower(), "name": code}),
            (Theme(), THEME | {"id": f"theme-{i}", "name": f"Theme {i}"}),
            (Summit(), SUMMIT | {"id": f"summit-{i}", "edition": i + 2}),
            (Participation(), PARTICIPATION | {"party": code}),
            (Document(), DOCUMENT | {"id": f"document-{i}"}),
            (Source(), SOURCE | {"id": f"source-{i}", "url": f"https://example.org/{i}"}),
            (Commitment(), pledge_content(id=f"chn-2010-{i}")),
            (ProgressReport(), report),
        )
        User.objects.create_user(f"user-{i}").groups.set(Group.objects.all())


def test_every_list_asks_no_more_for_twelve_rows_than_for_one(public):
    client = signed_in(public)
    grow(public, [0])
    client.get("/admin/")
    one = {name: asked(client, f"/admin/{name}/") for name in LISTS}
    grow(public, range(1, 12))
    twelve = {name: asked(client, f"/admin/{name}/") for name in LISTS}
    assert (one, twelve) == (LISTS, LISTS)


def test_the_screens_of_small_records_ask_a_few_times(centre, public):
    client = signed_in(public)
    client.get("/admin/")
    grow(public, [0])
    named = {"document": "document-0", "implements": "chn-2010-centre"}
    report = REPORT_CONTENT | {"id": str(uuid.uuid4()), "commitment": "chn-2010-whole"}
    make_public(
        public,
        (Commitment(), pledge_content(id="chn-2010-whole", **named)),
        (ProgressReport(), report | {"party": "CHN", "reported_by": "CHN"}),
    )
    screens = [
        Commitment.objects.get(slug="chn-2010-whole"),
        ProgressReport.objects.get(commitment__slug="chn-2010-whole"),
        *(model.objects.first() for model in (Source, Document, Participation)),
        *(model.objects.first() for model in (Summit, Party, Theme)),
    ]
    [asked(client, edit_url(record)) for record in screens]  # what is asked once in a process
    found = [asked(client, edit_url(record)) for record in screens]
    assert found == [11, 9, 8, 10, 10, 8, 6, 6]


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
    assert (
        asked(client, address) <= one + 2
    )  # a pledge is named, by what it is called, and in words


def test_a_long_list_is_counted_as_far_as_its_pages_go(public, monkeypatch):
    monkeypatch.setattr(listing.Counted, "most", 3)
    client = signed_in(public)
    assert "2 themes" in client.get("/admin/summits/theme/").content.decode()
    [make.ThemeFactory(name=f"Safety {n}") for n in range(2)]
    page = " ".join(client.get("/admin/summits/theme/?q=Safety").content.decode().split())
    assert "2 results" in page
    assert "more than 3 total" in page
    assert "more than 3 themes" in client.get("/admin/summits/theme/").content.decode()


def test_a_report_is_found_by_its_own_words_and_by_those_of_its_promise(public):
    client = signed_in(public)
    titles, summit = ("Teach guards", "Teach pilots"), Summit.objects.get()
    guards, pilots = (make.CommitmentFactory(title=one, summit=summit) for one in titles)
    report = make.ReportFactory(summary="A school has opened.", commitment=guards)
    make.ReportFactory(summary="A school has closed.", commitment=pilots)
    for words in ("school guards", '"has opened"', "OPENED", guards.slug):
        page = client.get("/admin/commitments/progressreport/", {"q": words})
        assert [one.pk for one in page.context["cl"].result_list] == [report.pk]


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


def test_promises_are_narrowed_to_a_party_and_a_theme(public, centre):
    client = signed_in(public)
    other = make.CommitmentFactory(slug="other", summit=centre.summit)
    make.PartFactory(commitment=other, party=make.PartyFactory(code="OTH"))
    theme = make.ThemeFactory(slug="other-theme", name="Another")
    make.CommitmentTheme.objects.create(commitment=other, theme=theme, position=9)
    here, there = {centre.slug}, {other.slug}
    for query, expected in (
        ("party=CHN", here),
        ("party=OTH", there),
        ("theme=other-theme", there),
        ("party=CHN&theme=other-theme", set()),
        ("party=nosuch", set()),
        ("party=&theme=", here | there),
    ):
        rows = client.get(f"/admin/commitments/commitment/?{query}").context["cl"].result_list
        assert {one.slug for one in rows} == expected, query
