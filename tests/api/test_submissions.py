"""What partners send: checked like an editor's, read back, revised, withdrawn; never public unread."""

import datetime
import json

import jsonschema
import pytest
from django.core.files.storage import storages
from django.utils import timezone

from commitments import content
from commitments.actions import captures, keys, removal, review
from commitments.actions.errors import NotAllowed, Stale
from commitments.choices import Scope
from commitments.models import (
    AuditEntry,
    Commitment,
    ProgressReport,
    RememberedAnswer,
    Revision,
    Submission,
)
from nsstracker.api import docs
from summits.models import Source
from tests import factories as make
from tests.actions.proposals import proposal, submitted
from tests.admin.test_captures import pdf, upload
from tests.api.partners import bearing, key_of, partner_of
from tests.api.reading import V1, body, get, pages, problem_of
from tests.api.test_document import check

pytestmark = pytest.mark.django_db
PATH = f"{V1}/submissions/"
NEW_SOURCE = {
    "title": "Annual report 2015", "publisher": "Ministry of Energy", "kind": "news",
    "url": "https://energy.example/2015", "published_on": "2016-02", "authors": ["A. Clerk"],
}  # fmt: skip


@pytest.fixture
def pledge(db):
    return make.whole_commitment(slug="pledge")


@pytest.fixture
def report(pledge):
    """A report that could be published as it is, with a new source."""
    return {
        "commitment": "pledge", "party": None, "date": "2015-12", "status": "completed",
        "basis": "third_party", "summary": "The centre has opened.",
        "measure": {"quantity": 2000, "unit": "trainees"}, "reported_by": {"name": "A newspaper"},
        "citations": [{"source": NEW_SOURCE, "locator": "p. 3"}], "note": "Ask us for the annex.",
    }  # fmt: skip


@pytest.fixture
def key(administrator):
    return key_of(administrator, Scope.SUBMIT)


@pytest.fixture
def partner(key):
    return key[0].partner


@pytest.fixture
def send(client, key):
    """Sends JSON with the partner's key: ``send(report)``, ``send(report, "put", "…/1/")``."""

    def call(sent=None, method="post", path=PATH, text=key[1], **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        how = {"content_type": "application/json"} if sent is not None else {}
        data = {} if sent is None else {"data": json.dumps(sent)}
        return getattr(client, method)(path, headers=bearing(text) | headers, **data, **how)

    return call


def refused(answer):
    """Pointer and code of each fault."""
    return [(one["field"], one["code"]) for one in problem_of(answer, 400)["errors"]]


def cited(source):
    """The part of a report that cites one source."""
    return {"citations": [{"source": source}]}


def nothing_written():
    return not (
        Submission.objects.filter(partner__isnull=False).exists()
        or ProgressReport.objects.exists()
        or Source.objects.filter(version=0).exists()
        or Revision.objects.exists()
    )


# --- taken in, read, published ---


def test_a_report_goes_to_review_and_nowhere_else(client, send, report, partner):
    answer = send(report)
    assert answer.status_code == 201, answer.content
    shown = json.loads(answer.content)
    assert answer["Location"] == shown["url"]
    assert answer["Cache-Control"] == "private, no-store"
    assert shown["state"] == "in_review"
    assert (shown["comment"], shown["decided_at"], shown["progress_report"]) == (None, None, None)
    assert shown["note"] == "Ask us for the annex."
    assert shown["report"] == {
        name: value for name, value in report.items() if name not in {"note", "citations"}
    } | {
        "citations": [
            {"source": NEW_SOURCE | {"language": "en", "archived_url": None}, "locator": "p. 3"}
        ]
    }
    submission = Submission.objects.get()
    assert (submission.partner, submission.author, submission.state) == (partner, None, "in_review")
    assert get(client, f"{V1}/progress-reports/")["results"] == []
    assert get(client, f"{V1}/changes/")["results"] == []
    assert "Annual report" not in body(client.get(f"{V1}/sources/"))
    logged = AuditEntry.objects.latest("pk")
    assert (logged.by, logged.by_name) == (None, "partner Sources for Security")
    assert (logged.kind, logged.after) == ("submission_moved", "in_review")
    assert logged.address == "127.0.0.1"


def test_a_reviewer_publishes_it_and_the_partner_reads_where(client, send, report, reviewer):
    path = send(report).json()["url"]
    submission = Submission.objects.get()
    review.publish(submission, by=reviewer, at=timezone.now())
    shown = send(method="get", path=path).json()
    assert (shown["state"], shown["decided_at"] is None) == ("published", False)
    public = get(client, shown["progress_report"])
    assert public["summary"] == "The centre has opened."
    assert public["reported_by"] == {"party": None, "name": "A newspaper"}
    assert public["measure"] == {"quantity": 2000, "unit": "trainees"}
    (citation,) = public["citations"]
    assert shown["report"]["citations"] == [citation]
    source = get(client, f"{V1}/sources/{citation['source']}/")
    assert (source["title"], source["authors"]) == ("Annual report 2015", ["A. Clerk"])
    assert len(get(client, f"{V1}/changes/")["results"]) == 2
    problem_of(send(report, "put", path), 409)
    problem_of(send(method="delete", path=path), 409)


def test_the_reviewer_sees_which_partner_sent_it(client, send, report, reviewer, partner):
    send(report)
    client.force_login(reviewer)
    submission = Submission.objects.get()
    for address in (
        "/admin/commitments/submission/",
        f"/admin/commitments/submission/{submission.pk}/change/",
    ):
        page = client.get(address).content.decode()
        assert partner.name in page
    assert "The centre has opened." in page
    assert "Annual report 2015" in page
    assert "Ask us for the annex." in page
    found = client.get(f"/admin/commitments/submission/?q={partner.name}").content.decode()
    assert f"/submission/{submission.pk}/change/" in found
    sent = {"seen_edits": submission.edits}
    client.post(f"/admin/commitments/submission/{submission.pk}/publish/", sent)
    history = f"/admin/commitments/progressreport/{ProgressReport.objects.get().pk}/history/"
    assert partner.name in client.get(history).content.decode()


def test_what_is_sent_back_carries_the_comment_and_can_be_revised(send, report, reviewer, person):
    path = send(report).json()["url"]
    submission = Submission.objects.get()
    review.send_back(submission, by=reviewer, at=timezone.now(), comment="Which page?")
    shown = send(method="get", path=path).json()
    assert (shown["state"], shown["comment"]) == ("sent_back", "Which page?")
    again = report | {"summary": "It opened in May."}
    shown = send(again, "put", path).json()
    assert (shown["state"], shown["report"]["summary"]) == ("in_review", "It opened in May.")
    assert Source.objects.filter(version=0).count() == 1
    assert submission.revisions.count() == 2
    submission.refresh_from_db()
    review.publish(submission, by=reviewer, at=timezone.now())
    assert ProgressReport.objects.published().get().summary == "It opened in May."


def test_a_reviewer_publishes_what_she_read_and_not_what_came_meanwhile(send, report, reviewer):
    """R04: a partner may revise while it waits; what she has read is published."""
    path = send(report).json()["url"]
    seen = Submission.objects.get().edits
    send(report | {"status": "stalled"}, "put", path)
    with pytest.raises(Stale):
        review.publish(Submission.objects.get(), by=reviewer, at=timezone.now(), seen_edits=seen)
    revised = Submission.objects.get()
    review.publish(revised, by=reviewer, at=timezone.now(), seen_edits=revised.edits)
    assert ProgressReport.objects.published().get().status == "stalled"


def test_a_copy_of_a_source_outlives_another_text(
    send, report, reviewer, django_capture_on_commit_callbacks
):
    """What a reviewer has kept meanwhile of a source that is sent again is not lost."""
    path, store = send(report).json()["url"], storages["captures"]
    how = {"by": reviewer, "at": timezone.now(), "captured_on": datetime.date(2020, 5, 1)}
    first = Source.objects.get(version=0)
    kept = captures.add(first, upload=upload(pdf("sent again")), **how)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(report | {"status": "stalled"}, "put", path).status_code == 200
    again = Source.objects.get(version=0)
    assert again.pk != first.pk
    assert list(again.captures.all()) == [kept]
    assert store.exists(kept.stored_as)
    other = NEW_SOURCE | {"url": "https://energy.example/2016"}
    with django_capture_on_commit_callbacks(execute=True):
        send(report | {"citations": [{"source": other, "locator": "p. 3"}]}, "put", path)
    assert not store.exists(kept.stored_as)


def test_a_withdrawn_submission_leaves_nothing(send, report):
    path = send(report).json()["url"]
    answer = send(method="delete", path=path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert nothing_written()
    problem_of(send(method="get", path=path), 404)
    assert AuditEntry.objects.latest("pk").after == "withdrawn"


def test_what_an_editor_builds_upon_by_now_is_not_taken_from_under_her(send, report):
    path = send(report).json()["url"]
    source = Source.objects.get(version=0)
    make.CitationFactory(source=source, commitment=make.CommitmentFactory(draft=True))
    for sent, method in ((None, "delete"), (report, "put")):
        assert "editor" in problem_of(send(sent, method, path), 409)["detail"]
    assert ProgressReport.objects.count() == Submission.objects.count() == 1


def test_known_sources_a_party_and_the_partner_as_reporter_are_enough(client, send, report, pledge):
    part = pledge.parts.get()
    source = make.SourceFactory()
    plain = {
        "commitment": "pledge", "party": part.party.code, "date": "2015", "status": "stalled",
        "basis": "self_reported", "summary": "Nothing happened.",
        "citations": [{"source": source.slug}],
    }  # fmt: skip
    shown = send(plain).json()["report"]
    assert shown["reported_by"] == {"name": "Sources for Security"}
    assert shown["party"] == part.party.code
    assert shown["citations"] == [{"source": source.slug, "locator": None}]
    shown = send(plain | {"reported_by": {"party": part.party.code}}).json()["report"]
    assert shown["reported_by"] == {"party": part.party.code}


def test_a_renamed_or_merged_commitment_is_taken_by_its_old_name(send, report, pledge, manager):
    removal.rename(
        pledge, slug="called-now", by=manager, at=timezone.now(), reason="A better name."
    )
    assert send(report).json()["report"]["commitment"] == "called-now"


def test_the_list_is_the_partner_s_own_and_costs_the_same_for_more(
    client, send, report, administrator, django_assert_num_queries, key
):
    def another(number):
        source = NEW_SOURCE | {"url": f"https://energy.example/{number}"}
        return report | {"citations": [{"source": source}]}

    send(another(0))
    send(method="get")
    for extra in (1, 2):
        with django_assert_num_queries(6):
            listed = send(method="get").json()
        assert listed["count"] == len(listed["results"])
        for number in range(3):
            send(another(f"{extra}-{number}"))
    numbers = [row["id"] for row in send(method="get").json()["results"]]
    assert numbers == sorted(numbers, reverse=True)
    page = send(method="get", path=f"{PATH}?page_size=3").json()
    later = send(method="get", path=page["next"].removeprefix("https://tracker.example")).json()
    assert [r["id"] for r in page["results"] + later["results"]] == numbers[:6]
    _other, text = key_of(administrator, "submit", partner=partner_of(administrator, "Other"))
    assert send(method="get", text=text).json()["count"] == 0


def test_answers_and_what_is_sent_fit_the_document(send, report):
    document = docs.document()
    wanted = document["components"]["schemas"]["SentReport"]
    jsonschema.validate(report, wanted | {"components": document["components"]})
    shown = send(report).json()
    check(document, f"{PATH}{{number}}/", shown)
    check(document, PATH, send(method="get").json())
    assert send(shown["report"] | {"note": None}, "put", shown["url"]).status_code == 200


# --- who may ---


def test_without_a_key_or_its_scope_nothing_is_told(client, send, report, administrator):
    """Z05: 401 without one, 403 with another's scope."""
    path = send(report).json()["url"]
    _key, reading = key_of(administrator, "webhooks", partner=Submission.objects.get().partner)
    for address, methods in ((PATH, ("get", "post")), (path, ("get", "put", "delete"))):
        for method in methods:
            answer = getattr(client, method)(address)
            assert "Bearer" in problem_of(answer, 401)["detail"]
            assert answer["WWW-Authenticate"].startswith("Bearer")
            told = problem_of(send(method=method, path=address, text=reading), 403)["detail"]
            assert told == "This key has no scope “submit”. Ask for one that has it."
    assert Submission.objects.count() == 1


def test_a_partner_s_submission_is_to_another_as_if_it_were_not(send, report, administrator):
    """Z03: the partner who sent it reads it."""
    path = send(report).json()["url"]
    _key, other = key_of(administrator, "submit", partner=partner_of(administrator, "Other"))
    for method, sent in (("get", None), ("put", report), ("delete", None)):
        unknown = problem_of(send(sent, method, f"{PATH}99999/", text=other), 404)
        assert problem_of(send(sent, method, path, text=other), 404) == unknown
    assert Submission.objects.count() == 1
    assert send(method="get", path=path).status_code == 200


def test_only_reviewers_decide_on_it(send, report, editor):
    send(report)
    submission = Submission.objects.get()
    for act in (review.publish, review.take_back):
        with pytest.raises(Exception, match="must review|must publish|Only your own"):
            act(submission, by=editor, at=timezone.now())
    with pytest.raises(NotAllowed):
        review.send_back(submission, by=editor, at=timezone.now(), comment="x")


def test_a_revoked_key_sends_nothing_more(send, report, key, administrator):
    keys.revoke(key[0], by=administrator, at=timezone.now())
    problem_of(send(report), 401)
    assert nothing_written()


@pytest.mark.parametrize("path", ["x.css", "1/x.css", "9" * 30 + "/", "-1/", "1%00/"])
def test_an_address_beside_is_not_there_and_not_kept(send, path):
    """C03: nothing poses as a file that a cache would keep."""
    problem_of(send(method="get", path=f"{PATH}{path}"), 404)


def test_other_methods_and_parameters_are_refused(send, report):
    path = send(report).json()["url"]
    assert problem_of(send(method="delete", path=PATH), 405)
    answer = send(report, "patch", path)
    assert set(answer["Allow"].split(", ")) >= {"GET"}
    problem_of(answer, 405)
    problem_of(send(report, path=f"{PATH}?dry_run=1"), 400)
    problem_of(send(report, "put", f"{path}?x=1"), 400)
    problem_of(send(report, "post", path), 405)


# --- everything that is wrong, at once ---


def test_everything_wrong_is_told_at_once_and_nothing_is_written(send, report):
    wrong = report | {
        "commitment": "nosuch", "party": "ZZZ", "date": "2016-02-30", "status": "done", "basis": 7,
        "summary": "=SUM(A1)", "measure": {"quantity": "many", "unit": "", "x": 1},
        "reported_by": {"party": "ZZZ"}, "state": "published",
        "citations": [
            {"source": "nosuch"}, {"source": NEW_SOURCE | {"title": "", "kind": "x", "url": "ftp:x"}},
            {"locator": "p. 1"}, "x", {"source": {"title": "=1", "publisher": "-", "kind": "news",
                                               "language": "english", "published_on": "soon"}},
        ],
    }  # fmt: skip
    found = refused(send(wrong))
    assert sorted(found) == sorted([
        ("/state", "unknown"), ("/status", "invalid"), ("/basis", "type"),
        ("/reported_by/party", "unknown"), ("/measure/x", "unknown"), ("/measure/quantity", "type"),
        ("/measure/unit", "required"), ("/citations/1/source/title", "required"),
        ("/citations/1/source/kind", "invalid"), ("/citations/1/source/url", "address"),
        ("/citations/2/source", "required"), ("/citations/3", "type"),
        ("/citations/4/source/title", "formula"), ("/citations/4/source/publisher", "formula"),
        ("/citations/4/source/language", "max_length"),
        ("/citations/4/source/language", "invalid"), ("/citations/4/source/published_on", "invalid"),
        ("/commitment", "unknown"), ("/party", "unknown"), ("/date", "invalid"),
        ("/summary", "formula"), ("/citations/0/source", "unknown"),
    ])  # fmt: skip
    assert nothing_written()


@pytest.mark.parametrize("name", ["commitment", "date", "status", "basis", "summary", "citations"])
def test_what_is_missing_is_told(send, report, name):
    for left in ({}, {name: None}, {name: [] if name == "citations" else ""}):
        sent = {key: value for key, value in report.items() if key != name} | left
        assert refused(send(sent)) == [(f"/{name}", "required")]


def test_an_empty_report_lacks_all_that_is_needed(send):
    assert [pointer for pointer, _code in refused(send({}))] == [
        "/commitment", "/date", "/status", "/basis", "/summary", "/citations",
    ]  # fmt: skip
    assert refused(send([])) == [("", "type")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"date": "2999"}, ("/date", "future")),
        ({"summary": "x" * 501}, ("/summary", "max_length")),
        ({"measure": {"quantity": 1e30, "unit": "t"}}, ("/measure/quantity", "max_digits")),
        ({"measure": {"unit": "t"}}, ("/measure/quantity", "type")),
        ({"reported_by": {"party": "CHN", "name": "x"}}, ("/reported_by", "invalid")),
        ({"reported_by": {}}, ("/reported_by", "invalid")),
        ({"reported_by": {"name": "+1"}}, ("/reported_by", "formula")),
        ({"note": "x" * 2001}, ("/note", "invalid")),
        ({"citations": [{"source": NEW_SOURCE, "locator": "x" * 301}]}, ("/citations/0/locator", "invalid")),
        ({"citations": [{"source": NEW_SOURCE}] * 2}, ("/citations/1/source/url", "in_work")),
        (cited(NEW_SOURCE | {"url": "javascript:alert(1)"}), ("/citations/0/source/url", "address")),
        (cited(NEW_SOURCE | {"authors": ["A; B"]}), ("/citations/0/source/authors", "invalid")),
        (cited(NEW_SOURCE | {"authors": ["A", " B"]}), ("/citations/0/source/authors", "invalid")),
        (cited(NEW_SOURCE | {"authors": ["A", "=B"]}), ("/citations/0/source/authors", "formula")),
        (cited(NEW_SOURCE | {"title": "A title "}), ("/citations/0/source/title", "blank_ends")),
        ({"summary": " It has opened."}, ("/summary", "blank_ends")),
        ({"summary": "   "}, ("/summary", "blank_ends")),
        ({"summary": "It has opened.\n"}, ("/summary", "blank_ends")),
        ({"measure": {"quantity": 5, "unit": "t "}}, ("/measure/unit", "blank_ends")),
        ({"reported_by": {"name": "\xa0"}}, ("/reported_by", "blank_ends")),
        ({"citations": [{"source": NEW_SOURCE, "locator": " p. 1"}]}, ("/citations/0/locator", "invalid")),
        ({"citations": [{"source": NEW_SOURCE}] * 51}, ("/citations", "type")),
    ],
)  # fmt: skip
def test_a_rule_that_is_broken_is_told_at_its_place(send, report, change, expected):
    """I09: the field is named."""
    assert refused(send(report | change)) == [expected]
    assert nothing_written()


def test_a_party_without_a_part_has_nothing_to_report_on(send, report):
    party = make.PartyFactory()
    assert refused(send(report | {"party": party.code})) == [("/party", "rule")]


def test_drafts_of_editors_are_not_there(send, report, editor):
    at = timezone.now()
    submitted(editor, at, (Commitment(), proposal(id="secret")))
    make.SourceFactory(draft=True, slug="hidden")
    make.PartyFactory(draft=True, code="ZDQ")
    for change, pointer in (
        ({"commitment": "secret"}, "/commitment"), ({"party": "ZDQ"}, "/party"),
        ({"citations": [{"source": "hidden"}]}, "/citations/0/source"),
        ({"reported_by": {"party": "ZDQ"}}, "/reported_by/party"),
    ):  # fmt: skip
        answer = send(report | change)
        assert refused(answer) == [(pointer, "unknown")]
        nosuch = json.dumps(report | change)
        for name in ("secret", "ZDQ", "hidden"):
            nosuch = nosuch.replace(name, "NO")
        unknown = problem_of(send(json.loads(nosuch)), 400)["errors"][0]["detail"]
        told = problem_of(answer, 400)["errors"][0]["detail"]
        assert told.replace("secret", "NO").replace("ZDQ", "NO").replace("hidden", "NO") == unknown


def test_an_address_that_we_have_leads_to_its_source(send, report):
    """R07: a partner is led to it too; the same report with another address goes in."""
    known = make.SourceFactory(slug="known", url="http://energy.example:80/2015#top")
    problem = problem_of(send(report), 400)
    assert problem["errors"][0]["field"] == "/citations/0/source/url"
    assert "“known”" in problem["errors"][0]["detail"]
    Source.objects.filter(pk=known.pk).update(version=0, published_at=None, updated_at=None)
    problem = problem_of(send(report), 400)
    assert (problem["errors"][0]["code"], "known" in str(problem)) == ("in_work", False)
    other = NEW_SOURCE | {"url": "https://energy.example/2016"}
    assert send(report | cited(other)).status_code == 201


def test_a_load_does_not_take_a_partner_s_report_for_its_own(send, report, reviewer):
    from commitments.exchange.writing import TableWriter

    send(report)
    review.publish(Submission.objects.get(), by=reviewer, at=timezone.now())
    record = ProgressReport.objects.get()
    assert not TableWriter._came_from_a_package(None, record)
    assert content.read(record)["summary"] == report["summary"]


# --- bodies that are no JSON of ours ---


@pytest.mark.parametrize(
    "sent",
    [
        b" ", b"{", b"[" * 100_000, b'{"a": ' * 5000, b'{"summary": "\\ud800"}',
        b'{"summary": "\\u0000"}', b'{"x": {"y": ["\\u0001"]}}', b'{"\\u0000": 1}', b"NaN",
        b'{"measure": Infinity}', b'{"measure": 1e999}', b"1" * 5000, b'{"a": 1, "a": 2}',
        b"\xef\xbb\xbf{}", '{"a": 1}'.encode("utf-16"), b'"\xff"', b"[" * 20 + b"]" * 20,
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(client, key, sent):
    """I01, I07, I08, I09: depth, half characters, NUL, NaN, huge numbers, names said twice."""
    how = {"content_type": "application/json", "headers": bearing(key[1])}
    problem_of(client.post(PATH, sent, **how), 400)
    assert nothing_written()


def test_a_body_that_is_too_large_is_a_413_and_a_bad_letter_has_its_place(send, report):
    """I08, I10: every control character in any text or name is told of by its pointer."""
    problem_of(send(report | {"summary": "x" * 200_001}), 413)
    bad = {"summary": "a\u0007", "citations": [{"source": {"a/b": ["\ud800"]}}], "x\u0000": 1}
    assert sorted(refused(send(report | bad))) == [
        ("", "control"), ("/citations/0/source/a~1b/0", "control"), ("/summary", "control"),
    ]  # fmt: skip
    assert len(refused(send({"summary": ["\u0007"] * 9000}))) == 50
    assert nothing_written()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/csv"])
def test_another_media_type_is_refused(client, key, report, kind):
    answer = client.post(PATH, json.dumps(report), content_type=kind, headers=bearing(key[1]))
    problem_of(answer, 415)


# --- sent again ---


def test_a_repeated_request_gets_the_same_answer_and_makes_nothing(send, report):
    """K07: the same answer; another body is a 422."""
    first = send(report, Idempotency_Key="one")
    for written in ("one", '"one"'):
        again = send(report, Idempotency_Key=written)
        assert (again.status_code, again.content) == (201, first.content)
        assert again["Location"] == first["Location"]
    assert Submission.objects.filter(partner__isnull=False).count() == 1
    problem_of(send(report | {"status": "stalled"}, Idempotency_Key="one"), 422)
    other = report | {"citations": [{"source": NEW_SOURCE | {"url": "https://energy.example/x"}}]}
    assert send(other, Idempotency_Key="two").json()["id"] != first.json()["id"]


def test_what_was_refused_may_come_again_mended_under_the_same_key(send, report):
    assert refused(send(report | {"status": "x"}, Idempotency_Key="k")) == [("/status", "invalid")]
    assert send(report, Idempotency_Key="k").status_code == 201


def test_another_partner_s_key_is_another(send, report, administrator):
    _key, text = key_of(administrator, "submit", partner=partner_of(administrator, "Other"))
    source = make.SourceFactory().slug
    plain = report | {"citations": [{"source": source}]}
    one, two = send(plain, Idempotency_Key="k"), send(plain, text=text, Idempotency_Key="k")
    assert one.json()["id"] != two.json()["id"]


@pytest.mark.parametrize("written", ["", " ", '""', "a b", "x" * 201, "\xe9", '"a b"'])
def test_an_idempotency_key_is_visible_ascii(send, report, written):
    (fault,) = problem_of(send(report, Idempotency_Key=written), 400)["errors"]
    assert (fault["parameter"], fault["code"]) == ("Idempotency-Key", "invalid")


def test_answers_are_remembered_for_seven_days(send, report, partner):
    send(report, Idempotency_Key="old")
    long_ago = timezone.now() - datetime.timedelta(days=7, seconds=1)
    RememberedAnswer.objects.update(at=long_ago)
    send(report | cited(make.SourceFactory().slug), Idempotency_Key="new")
    assert not RememberedAnswer.objects.filter(key="old").exists()


def test_the_pages_of_the_site_show_nothing_of_it(client, send, report, pledge):
    """Z01: what a partner sent waits like a draft."""
    send(report)
    for address in (f"/commitments/{pledge.slug}/", "/sources/", "/changes/", "/search/?q=centre"):
        shown = body(client.get(address))
        assert "The centre has opened" not in shown
        assert "Annual report 2015" not in shown
    assert pages(client, f"{V1}/progress-reports/") == []


@pytest.mark.parametrize("number", ["1000000000000000000", "one"])
@pytest.mark.parametrize("method", ["put", "delete"])
def test_what_is_no_number_is_not_found(client, key, method, number):
    answer = getattr(client, method)(f"{PATH}{number}/", headers=bearing(key[1]))
    assert problem_of(answer, 404)
