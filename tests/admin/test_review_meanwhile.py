"""What waits for review while the records it names are renamed, merged or retracted."""

import uuid

import pytest
from django.utils import timezone

from commitments.actions import bulk, removal, returning, review
from commitments.models import Commitment, ProgressReport, Revision
from summits.models import Source
from tests.actions.proposals import submitted
from tests.admin.conftest import edit_url, errors, pledge_content, signed_in
from tests.admin.test_editing import edit_form
from tests.admin.test_lists import REPORT_CONTENT
from tests.ground import SOURCE, make_public
from tests.site import printed

pytestmark = pytest.mark.once

QUEUE = "/admin/commitments/submission/"


@pytest.fixture
def report(public, centre, editor):
    """A report in review that goes back from what was published, dated before its promise."""
    make_public(public, (Source(), SOURCE | {"id": "second", "url": "https://example.org/2"}))
    facts = {"commitment": centre.slug, "date": "2009"}
    done = REPORT_CONTENT | facts | {"id": str(uuid.uuid4()), "status": "completed"}
    make_public(public, (ProgressReport(id=done["id"]), done))
    proposed = REPORT_CONTENT | facts | {"id": str(uuid.uuid4())}
    return submitted(editor, timezone.now(), (ProgressReport(id=proposed["id"]), proposed))


def test_a_renamed_pledge_and_source_are_named_and_concerns_still_found(
    report, centre, reviewer, manager
):
    client, at = signed_in(reviewer), timezone.now()
    before = client.get(f"{QUEUE}{report.pk}/change/")
    removal.rename(centre, slug="chn-2010-other-name", by=manager, at=at, reason="A better name.")
    removal.rename(
        Source.objects.get(slug="first-source"),
        slug="other-source",
        by=manager,
        at=at,
        reason="A better name.",
    )
    Revision.objects.filter(submission=report).update(
        content=report.revisions.get().content
        | {
            "commitment": "chn-2010-centre",
            "citations": [{"source": "first-source", "locator": ""}],
        }
    )
    page = client.get(f"{QUEUE}{report.pk}/change/")
    text = page.content.decode()
    assert "Build a centre (chn-2010-other-name)" in text
    assert "First source (other-source)" in text
    assert 'href="https://example.org/first"' in text
    assert "The status goes back" in text
    assert "dated 2009, before the promise" in text
    assert [str(c) for c in page.context["second_look"]] == [
        str(c) for c in before.context["second_look"]
    ]
    review.publish(report, by=reviewer, at=at)
    assert ProgressReport.objects.get(pk=report.revisions.get().record_key).commitment == centre


def test_after_a_merge_the_survivor_is_named_and_compared_with(
    report, centre, public, reviewer, manager
):
    content = pledge_content(id="chn-2010-survivor", title="The survivor")
    make_public(public, (Commitment(), content))
    survivor, at = Commitment.objects.get(slug="chn-2010-survivor"), timezone.now()
    held = report.revisions.get().content
    removal.merge(centre, survivor, by=manager, at=at, reason="Entered twice.")
    removal.merge(
        Source.objects.get(slug="first-source"),
        Source.objects.get(slug="second"),
        by=manager,
        at=at,
        reason="Entered twice.",
    )
    Revision.objects.filter(submission=report).update(content=held)  # as a late save leaves it
    text = signed_in(reviewer).get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert "The survivor (chn-2010-survivor)" in text
    assert "First source (second)" in text
    assert "The status goes back" in text


@pytest.mark.parametrize("act", ["merge", "retract"])
def test_what_became_of_the_record_itself_is_said(centre, public, editor, reviewer, manager, act):
    make_public(public, (Commitment(), pledge_content(id="chn-2010-survivor", title="Survivor")))
    at = timezone.now()
    changed = submitted(editor, at, (centre, pledge_content(title="Build two centres")))
    if act == "merge":
        survivor = Commitment.objects.get(slug="chn-2010-survivor")
        removal.merge(centre, survivor, by=manager, at=at, reason="Entered twice.")
    else:
        removal.retract(centre, by=manager, at=at, reason="Twice")
    text = signed_in(reviewer).get(f"{QUEUE}{changed.pk}/change/").content.decode()
    assert ("merged into “Survivor” meanwhile" in text) == (act == "merge")
    assert ("has been retracted meanwhile" in text) == (act == "retract")


def test_a_report_says_that_its_pledge_has_been_retracted(
    report, centre, editor, reviewer, manager
):
    told = "“Build a centre” has been retracted: Never promised. What names it can&#x27;t"
    client, at = signed_in(reviewer), timezone.now()
    address = f"{QUEUE}{report.pk}/change/"
    assert told not in client.get(address).content.decode()
    removal.retract(centre, by=manager, at=at, reason="Never promised.")
    source = Source.objects.get(slug="first-source")
    removal.retract(source, by=manager, at=at, reason="A forgery.")
    page = client.get(address).content.decode()
    assert told in page
    assert "First source (retracted)" in printed.words(page)
    assert "has been retracted" in " ".join(bulk.reasons_against(report, by=reviewer, at=at))
    back = returning.bring_back(Commitment.objects.get(), by=editor, at=at)
    assert told not in signed_in(editor).get(f"{QUEUE}{back.pk}/change/").content.decode()


def test_a_draft_report_about_a_retracted_pledge_is_saved_after_a_question(
    report, centre, editor, manager
):
    review.take_back(report, by=editor, at=timezone.now())
    removal.retract(centre, by=manager, at=timezone.now(), reason="Never promised.")
    record = ProgressReport.objects.get(pk=report.revisions.get().record_key)
    client = signed_in(editor)
    sent = edit_form(client, record)
    answer = client.post(edit_url(record), sent)
    assert any("“Build a centre” has been retracted" in error for error in errors(answer))
    assert client.post(edit_url(record), sent | {"confirmed": "on"}).status_code == 302


def test_history_names_a_renamed_source(centre, public, manager):
    at = timezone.now()
    cited = [{"source": "first-source", "locator": "p. 3"}]
    make_public(public, (centre, pledge_content(citations=cited)))
    removal.rename(
        Source.objects.get(slug="first-source"),
        slug="other-source",
        by=manager,
        at=at,
        reason="A better name.",
    )
    url = f"/admin/commitments/commitment/{centre.pk}/history/"
    assert "First source (other-source)" in signed_in(public).get(url).content.decode()
