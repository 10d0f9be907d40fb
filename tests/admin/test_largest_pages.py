"""The largest records that editors open cost less than twenty queries a page, asked as who pays most."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from commitments.actions import removal, returning, review
from commitments.exchange.sheets import importing, reading
from commitments.models import Commitment, ProgressReport
from summits.models import Document, Participation, Party, Source, Summit, Theme
from tests import factories as make
from tests.admin.conftest import edit_url, pledge_content, signed_in
from tests.admin.test_lists import DOCUMENT, PARTICIPATION, REPORT_CONTENT, asked
from tests.exchange.spreadsheets import PLEDGE, REPORT, as_xlsx, row
from tests.exchange.spreadsheets import SOURCE as SOURCE_ROW
from tests.ground import PARTY, SOURCE, SUMMIT, THEME, make_public

pytestmark = pytest.mark.once

MOST = 19
MODELS = (Party, Theme, Summit, Source, Document, Participation, Commitment, ProgressReport)
CITED = [{"source": name, "locator": "p. 1"} for name in ("first-source", "second-source")]
PART = {"role": "partner", "joined_on": None, "left_on": None}
LARGE = {
    "document": "document",
    "implements": "chn-2010-wider",
    "themes": ["training", "ports"],
    "parties": [PART | {"party": "CHN", "role": "lead"}, PART | {"party": "USA"}],
    "citations": CITED,
}


def report_on(pledge):
    """A report of a party's on its part, with several sources."""
    facts = {"id": str(uuid.uuid4()), "commitment": pledge, "party": "CHN", "reported_by": "CHN"}
    return REPORT_CONTENT | facts | {"citations": CITED}


def of_every_kind(name, code):
    """The content of a record of each kind."""
    return {
        Party: PARTY | {"id": code, "slug": name, "name": name, "iso2": ""},
        Theme: THEME | {"id": name, "name": name},
        Summit: SUMMIT | {"id": f"2012-{name}", "edition": len(name), "citations": CITED},
        Source: SOURCE | {"id": f"{name}-source", "url": f"https://example.org/{name}"},
        Document: DOCUMENT | {"id": name, "citations": CITED},
        Participation: PARTICIPATION | {"party": code, "citations": CITED},
        Commitment: pledge_content(**LARGE, id=f"chn-2010-{name}"),
        ProgressReport: report_on("chn-2010-large"),
    }


@pytest.fixture
def large(public):
    """Public records of every kind, among them a pledge with ten reports and its double."""
    second = SOURCE | {"id": "second-source", "url": "https://example.org/second"}
    pledges = [pledge_content(id="chn-2010-wider")]
    pledges += [pledge_content(**LARGE, id=name) for name in ("chn-2010-large", "chn-2010-double")]
    make_public(
        public,
        (Source(), second),
        (Document(), DOCUMENT | {"id": "document", "citations": CITED}),
        (Participation(), PARTICIPATION | {"party": "CHN", "citations": CITED}),
        *((Commitment(), content) for content in pledges),
    )
    known = report_on("chn-2010-double")
    make_public(public, (ProgressReport(pk=known["id"]), known))
    pledge = Commitment.objects.get(slug="chn-2010-large")
    for party in list(Party.objects.all()) * 5:
        by = {"reported_by_party": party, "reported_by_name": ""}
        make.sourced_report(commitment=pledge, party=party, **by)
    return pledge


def drafted(author, drafts):
    """One submission of an author's with drafts of all these contents."""
    how = {"by": author, "at": timezone.now()}
    submission = review.start(**how)
    for record, proposed in drafts:
        review.save_draft(
            record, proposed=proposed, submission=submission, base_version=record.version, **how
        )
    return submission


def of_several_kinds(author):
    """A new record and a change of a public one of every kind, in review."""
    new = of_every_kind("new", "NEW")
    changed = of_every_kind("other", "OTH")
    drafts = [(m(pk=p["id"]) if m is ProgressReport else m(), p) for m, p in new.items()]
    for model, proposed in changed.items():
        record = model.objects.published().first()
        own = {"id": record.public_id} if "id" in proposed else {}
        kept = {"commitment": record.commitment.slug} if model is ProgressReport else {}
        kept |= {"party": record.party.code} if model is Participation else {}
        kept |= {"slug": record.slug} if model is Party else {}
        drafts.append((record, proposed | own | kept))
    submission = drafted(author, drafts)
    review.submit(submission, by=author, at=timezone.now())
    return submission


def sheets():
    """Rows that are made, changed, refused, led to what is there, and hinted at."""
    like = {"summit": "2010-washington", "themes": "training", "made_on": "2010-04-13"}
    pledge = PLEDGE | like | {"parties": "lead: CHN; partner: USA", "implements": "chn-2010-large"}
    report = REPORT | {"party": "CHN", "reported_by": "CHN"}
    known = {"id": "first-source", "title": "First source", "url": "https://example.org/first"}
    return {
        "sources": [row(SOURCE_ROW, 1), row(SOURCE_ROW, 2) | known, row(SOURCE_ROW, 3, kind="x")],
        "commitments": [row(pledge, 1), row(pledge, 2, id="chn-2010-wider", implements="")],
        "reports": [row(report, 1), row(report, 1, commitment="chn-2010-large"), row(report, 9)],
    }


def undone(large, author):
    """A merge of a pledge and its report that is to be undone, in review."""
    double, how = Commitment.objects.get(slug="chn-2010-double"), {"at": timezone.now()}
    removal.merge(double, large, by=author, reason="Entered twice.", **how)
    undo = returning.bring_back(double, by=author, **how)
    review.submit(undo, by=author, **how)
    return undo


def forms(large):
    """Every record's form and history, and the forms of new ones."""
    found = [f"commitments/commitment/add/?like={large.pk}"]
    for model in MODELS:
        record = large if model is Commitment else model.objects.published().first()
        found.append(edit_url(record).removeprefix("/admin/"))
        found.append(found[-1].replace("/change/", "/history/"))
        found.append(f"{model._meta.app_label}/{model._meta.model_name}/add/")
    return found


def too_dear(user, addresses):
    """The pages that ask too often, with how often."""
    client = signed_in(user)
    client.get("/admin/weekly-mail/")  # what the first request of a session writes
    found = {address: asked(client, f"/admin/{address}") for address in addresses}
    return {address: count for address, count in found.items() if count > MOST}


def test_who_reviews_records_of_every_kind(large, person):
    undo = undone(large, person("author", "managing editor"))
    several = of_several_kinds(person("another", "managing editor"))
    pages = [f"commitments/submission/{one.pk}/change/" for one in (undo, several)]
    assert too_dear(person("reader", "contributor"), pages) == {}
    assert too_dear(person("judge", "reviewer"), pages) == {}


def test_who_is_limited_to_parties_and_has_a_draft_that_is_old(large, public, person):
    limited = person("limited", "contributor")
    limited.parties.set(Party.objects.all())
    draft = pledge_content(**LARGE | {"document": None}, id=large.slug, title="Her words")
    drafted(limited, [(large, draft)])
    make_public(public, (large, pledge_content(**LARGE, id=large.slug, title="Their words")))
    removal.rename(
        Source.objects.get(slug="second-source"),
        slug="renamed",
        by=public,
        at=timezone.now(),
        reason="So.",
    )
    book = reading.read("pledges.xlsx", as_xlsx(sheets()))
    kept = importing.keep(book, name="pledges.xlsx", by=limited, at=timezone.now())
    kept_to = {Party, Theme, Summit}
    adds = [f"{m._meta.app_label}/{m._meta.model_name}/add/" for m in kept_to]
    pages = [page for page in forms(large) if page not in adds]
    assert too_dear(limited, ["", f"import/{kept.pk}/", *pages]) == {}


def test_who_keeps_accounts(public, person):
    administrator, other = person("anna", "administrator"), person("olga", "administrator")
    other.parties.set(Party.objects.all())
    pages = [edit_url(other), edit_url(Group.objects.get(name="administrator"))]
    assert too_dear(administrator, [page.removeprefix("/admin/") for page in pages]) == {}
