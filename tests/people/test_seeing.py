"""A contributor limited to some parties sees neither drafts nor submissions of others; who is not, does."""

import pytest
from django.utils import timezone

from commitments.actions import captures, entry, error_reports, review
from commitments.actions.errors import NotAllowed
from commitments.models import Commitment, ErrorReport, ProgressReport, Submission
from summits.models import Party, Source, Summit, Theme
from summits.partial_dates import today
from tests import factories as make
from tests.admin.conftest import ADD, REPORT, edit_url, errors, pk, pledge_form, signed_in
from tests.admin.test_captures import pdf, upload
from tests.admin.test_review import press
from tests.ground import SUMMIT, THEME

pytestmark = pytest.mark.once

SECRETS = ("Secret pledge", "Secret source", "Secret report", "Secret summit", "Secret theme")
NEW = {
    "new_url": "https://example.org/secret",
    "new_title": "Secret source",
    "new_publisher": "Agency",
    "new_kind": "news",
    "new_language": "en",
}


@pytest.fixture
def secrets(centre, editor, public):
    """Drafts of others: a pledge with its report and source, in review; a summit, a theme."""
    answer = signed_in(editor).post(
        ADD,
        pledge_form(
            title="Secret pledge",
            citations=[NEW],
            reports=[REPORT | NEW | {"summary": "Secret report"}],
            _submit="1",
        ),
    )
    assert answer.status_code == 302, errors(answer)
    now = timezone.now()
    summit = SUMMIT | {"id": "secret", "name": "Secret summit", "edition": 9}
    theme = THEME | {"id": "secret", "name": "Secret theme"}
    entry.enter(Summit(), proposed=summit, by=public, at=now)
    entry.enter(Theme(), proposed=theme, by=public, at=now)
    return {
        "pledge": Commitment.objects.get(title="Secret pledge"),
        "source": Source.objects.get(title="Secret source"),
        "report": ProgressReport.objects.get(),
        "summit": Summit.objects.get(slug="secret"),
        "theme": Theme.objects.get(slug="secret"),
        "submission": Submission.objects.get(author=editor),
    }


@pytest.fixture
def limited(person):
    """A contributor who works on China only."""
    user = person("lena", "contributor")
    user.parties.set(Party.objects.filter(code="CHN"))
    return user


@pytest.fixture
def as_limited(secrets, limited):
    return signed_in(limited)


@pytest.fixture
def as_free(secrets, person):
    """The twin: a contributor who is not limited."""
    return signed_in(person("fred", "contributor"))


def shown(client, address):
    answer = client.get(address, follow=True)
    text = answer.content.decode()
    return answer.status_code, sorted(one for one in SECRETS if one in text)


LISTS = {
    "/admin/commitments/commitment/": ["Secret pledge", "Secret summit"],
    "/admin/commitments/commitment/?q=Secret": ["Secret pledge", "Secret summit"],
    "/admin/commitments/progressreport/": ["Secret pledge", "Secret summit"],
    "/admin/summits/source/": ["Secret source"],
    "/admin/summits/summit/?state=draft": ["Secret summit"],
    "/admin/summits/theme/": ["Secret theme"],
    "/admin/summits/document/": ["Secret summit"],
    "/admin/commitments/submission/": ["Secret pledge", "Secret summit", "Secret theme"],
    "/admin/commitments/submission/?turn=all-mine": [],
    "/admin/": [],
    "/admin/to-do/stale/": [],
}


def test_lists_counts_and_filters_hold_her_own_only(as_limited, as_free):
    for address, titles in LISTS.items():
        status, found = shown(as_free, address)
        assert status == 200, address
        assert set(titles) <= set(found) if titles else found == [], address
    assert {address: shown(as_limited, address) for address in LISTS} == {
        address: (200, []) for address in LISTS
    }


@pytest.mark.parametrize("screen", ["change", "history", "delete", "retract"])
def test_the_pages_of_others_drafts_do_not_exist(as_limited, as_free, secrets, screen):
    """Z09: neither form nor history nor the question before a deletion; who may see them opens them."""
    for name in ("pledge", "source", "report", "summit", "theme"):
        address = edit_url(secrets[name]).replace("change", screen)
        status, found = shown(as_limited, address)
        assert (status in {403, 404}, found) == (True, []), name
        if screen in {"change", "history"}:
            assert shown(as_free, address)[0] == 200, name
        sent = as_limited.post(address, {"title": "Mine now", "reason": "x"})
        assert sent.status_code in {403, 404}, name
        assert not any(one in sent.content.decode() for one in SECRETS), name
        type(secrets[name]).objects.get(pk=secrets[name].pk)


def test_a_number_that_was_never_used_answers_the_same(as_limited, secrets):
    hidden = as_limited.get(edit_url(secrets["pledge"]))
    never = as_limited.get(edit_url(secrets["pledge"]).replace(str(secrets["pledge"].pk), "99999"))
    assert hidden.status_code == never.status_code == 404
    assert as_limited.get("/admin/commitments/commitment/nonsense/change/").status_code == 404


@pytest.mark.parametrize("verb", ["change", "publish", "take-back", "submit", "discard"])
def test_the_submission_does_not_exist_for_her(as_limited, as_free, secrets, verb):
    submission = secrets["submission"]
    address = f"/admin/commitments/submission/{submission.pk}/{verb}/"
    assert as_limited.get(address).status_code == 404
    if verb != "change":
        sent = press(as_limited, submission, verb, seen_edits=submission.edits)
        assert sent.status_code == 404
        assert not any(one in sent.content.decode() for one in SECRETS)
    assert shown(as_free, f"/admin/commitments/submission/{submission.pk}/change/")[1]
    submission.refresh_from_db()
    assert submission.state == "in_review"


AUTOCOMPLETES = [
    ("commitments", "citation", "source", "Secret source"),
    ("commitments", "commitment", "summit", "Secret summit"),
    ("commitments", "progressreport", "commitment", "Secret pledge"),
    ("commitments", "commitment", "themes", "Secret theme"),
]


def test_typing_offers_her_none(as_limited, as_free):
    """Z09: who may see them is offered them."""
    for app, model, field, title in AUTOCOMPLETES:
        asked = f"app_label={app}&model_name={model}&field_name={field}&term=Secret"
        address = f"/admin/autocomplete/?{asked}"
        assert title in as_free.get(address).content.decode()
        assert as_limited.get(address).json()["results"] == [], field


def test_a_form_that_names_one_by_number_is_refused_without_its_title(as_limited, as_free, secrets):
    for change in (
        {"summit": secrets["summit"].pk},
        {"implements": secrets["pledge"].pk},
        {"theme_list": [secrets["theme"].pk]},
        {"citations": [{"source": secrets["source"].pk, "locator": ""}]},
        {"reports": [REPORT | dict.fromkeys(NEW, "") | {"source": secrets["source"].pk}]},
    ):
        answer = as_limited.post(ADD, pledge_form(**change))
        assert answer.status_code == 200
        assert not any(one in answer.content.decode() for one in SECRETS), change
    assert Commitment.objects.count() == 2
    assert as_free.post(ADD, pledge_form(implements=secrets["pledge"].pk)).status_code == 302


def test_an_address_in_anothers_draft_is_refused_without_its_title(as_limited, as_free):
    answer = as_limited.post(ADD, pledge_form(citations=[NEW | {"new_title": "Mine"}]))
    assert any("in a draft" in error for error in errors(answer))
    assert "Secret source" not in answer.content.decode()
    source = {"url": NEW["new_url"], "title": "Mine", "publisher": "x", "kind": "news"}
    answer = as_limited.post("/admin/summits/source/add/", source | {"language": "en"})
    assert "Secret source" not in answer.content.decode()
    assert any("in a draft" in error for error in errors(answer))
    assert as_free.post(ADD, pledge_form(citations=[NEW])).status_code == 302


def test_a_public_pledges_page_names_no_report_of_others(as_limited, as_free, centre):
    report = ProgressReport.objects.get()
    ProgressReport.objects.filter(pk=report.pk).update(commitment=centre)
    assert "Secret report" in as_free.get(edit_url(centre)).content.decode()
    assert "Secret report" not in as_limited.get(edit_url(centre)).content.decode()


def test_forms_started_from_anothers_draft_start_empty(as_limited, as_free, secrets):
    number = secrets["pledge"].pk
    for address in (
        f"{ADD}?like={number}",
        f"{ADD.replace('commitment/add', 'progressreport/add')}",
    ):
        full = f"{address}?commitment={number}" if "report" in address else address
        assert shown(as_limited, full) == (200, [])
    assert shown(as_free, f"/admin/commitments/progressreport/add/?commitment={number}")[1]


def test_her_own_drafts_are_hers_as_ever(as_limited, limited):
    assert as_limited.post(ADD, pledge_form(title="Mine")).status_code == 302
    own = Commitment.objects.get(title="Mine")
    assert "Mine" in as_limited.get("/admin/commitments/commitment/").content.decode()
    assert as_limited.get(edit_url(own)).status_code == 200
    submission = Submission.objects.get(author=limited)
    assert press(as_limited, submission, "submit").status_code == 302
    page = f"/admin/commitments/submission/{submission.pk}/change/"
    assert "Mine" in as_limited.get(page).content.decode()
    press(as_limited, submission, "take-back")
    press(as_limited, submission, "discard")
    gone = as_limited.post(edit_url(own), pledge_form(title="Typed meanwhile"))
    assert "discarded meanwhile" in gone.content.decode()


def test_a_limit_on_a_reviewer_hides_nothing(secrets, reviewer):
    reviewer.parties.set(Party.objects.filter(code="USA"))
    assert shown(signed_in(reviewer), edit_url(secrets["summit"]))[0] == 200
    assert "Secret pledge" in shown(signed_in(reviewer), "/admin/commitments/submission/")[1]


def test_what_has_become_public_is_public_for_her_too(as_limited, secrets, reviewer):
    submission = secrets["submission"]
    review.publish(submission, by=reviewer, at=timezone.now())
    assert shown(as_limited, edit_url(secrets["pledge"]))[0] == 200
    assert pk(Commitment, title="Secret pledge")


def test_a_copy_that_waits_is_seen_by_who_added_it_and_by_who_is_not_limited(
    as_limited, as_free, limited, editor, centre
):
    source, facts = Source.objects.get(slug="first-source"), {"captured_on": today()}
    theirs, hers = [
        captures.add(source, upload=upload(pdf(who.username)), by=who, at=timezone.now(), **facts)
        for who in (editor, limited)
    ]
    page = f"/admin/summits/source/{source.pk}/captures/"
    for copy, status in ((theirs, 302), (hers, 200)):
        answer = as_limited.get(f"{page}{copy.pk}/discard/")
        assert answer.status_code == status
    assert as_limited.get(f"{page}{theirs.pk}/file/").status_code == 404
    as_limited.post(f"{page}{theirs.pk}/discard/")
    assert f"/captures/{theirs.pk}/" not in as_limited.get(page).content.decode()
    assert f"/captures/{hers.pk}/" in as_limited.get(page).content.decode()
    assert f"/captures/{theirs.pk}/" in as_free.get(page).content.decode()
    captures.discard(hers, by=limited, at=timezone.now())
    lists = [one.get("/admin/summits/source/?copies=waiting") for one in (as_limited, as_free)]
    assert [one.context["cl"].result_count for one in lists] == [0, 1]


def test_what_readers_report_is_read_where_the_pledge_is_hers_to_mend(
    as_limited, as_free, limited, centre
):
    """The twin: one of China's."""
    other = make.whole_commitment()
    for pledge, text in ((centre, "Wrong year."), (other, "Call me.")):
        error_reports.receive(pledge, text=text, contact="", at=timezone.now())
    theirs, hers = (
        ErrorReport.objects.get(text="Call me."),
        ErrorReport.objects.get(commitment=centre),
    )
    page = "/admin/commitments/errorreport/"
    assert [len(one.get(page).context["cl"].result_list) for one in (as_limited, as_free)] == [1, 2]
    assert "1 error that a reader" in as_limited.get("/admin/").content.decode()
    as_limited.post(f"{page}{theirs.pk}/change/", {"note": "Done."})
    with pytest.raises(NotAllowed, match="not of your parties"):
        error_reports.settle(theirs, note="Done.", by=limited, at=timezone.now())
    assert as_limited.post(f"{page}{hers.pk}/change/", {"note": "Done."}).status_code == 302
    assert list(ErrorReport.objects.filter(done_at=None)) == [theirs]
