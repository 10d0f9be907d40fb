"""Nothing but what is public leaves the API; what was public leaves a tombstone or a new address (R8, R9)."""

import pytest
from django.utils import timezone

from commitments import content
from commitments.actions import removal, review, standings
from commitments.exchange.dump import dump_package
from commitments.models import Check, Commitment, FormerSlug, Submission
from tests import factories as make
from tests.api.reading import LISTS, V1, body, get, problem_of

CANARY = "canary"


@pytest.fixture
def hidden(db, editor, reviewer):
    """Records of every kind that are not public, named by a public one wherever that is possible,
    and the names, addresses and remarks of those who work on it."""
    for user in (editor, reviewer):
        names = dict.fromkeys(("username", "first_name", "last_name"), f"{CANARY} {user.username}")
        type(user).objects.filter(pk=user.pk).update(**names, email=f"{CANARY}@{user.pk}.example")
    shown = make.whole_commitment(slug="shown")
    document = make.whole_document(slug="paper")
    summit = shown.summit
    for state in ({"draft": True}, {"retracted": True, "retraction_reason": "Gone."}):
        mark = f"{CANARY}-{'draft' if 'draft' in state else 'retracted'}"
        party = make.PartyFactory(
            **state, code=f"Z{'D' if 'draft' in state else 'R'}Q", name=mark, slug=f"p-{mark}",
            region=mark,
        )  # fmt: skip
        theme = make.ThemeFactory(**state, slug=f"t-{mark}", name=mark)
        source = make.SourceFactory(**state, slug=f"s-{mark}", title=mark)
        make.SummitFactory(**state, slug=f"m-{mark}", name=mark)
        make.DocumentFactory(**state, slug=f"d-{mark}", title=mark)
        make.ParticipationFactory(**state, summit=summit, party=party, head_name=mark)
        pledge = make.CommitmentFactory(**state, slug=f"c-{mark}", title=mark, summit=summit)
        make.ReportFactory(**state, commitment=shown, summary=mark)
        make.ReportFactory(**state, commitment=pledge, summary=mark)
        make.PartFactory(commitment=shown, party=party)
        make.DocumentPartyFactory(document=document, party=party)
        make.CommitmentTheme.objects.create(commitment=shown, theme=theme, position=7)
        make.DocumentTheme.objects.create(document=document, theme=theme, position=7)
        for record in ({"commitment": shown}, {"document": document}, {"summit": summit}):
            make.CitationFactory(source=source, locator=mark, **record)
        if "retracted" in state:
            shown.implements = pledge
            shown.save()
    for state in ("draft", "in_review", "sent_back"):
        submission = Submission.objects.create(
            author=editor, created_at=timezone.now(), edited_at=timezone.now(), state="draft",
            note=CANARY, comment=CANARY,
        )  # fmt: skip
        proposed = content.read(shown) | {"title": f"{CANARY} {state}", "implements": None}
        submission.revisions.create(
            record_type="commitment", record_key=str(shown.pk), base_version=1, content=proposed
        )
        Submission.objects.filter(pk=submission.pk).update(state=state)
    _sign(shown, editor, reviewer)
    standings.refresh([shown.pk])
    return shown, document


def _sign(shown, author, reviewer):
    """A published version and a check of a record, by people whose names are not public."""
    at = timezone.now()
    how = {"author": author, "reviewer": reviewer, "state": "published", "decided_at": at}
    said = {"note": CANARY, "comment": CANARY, "created_at": at, "edited_at": at}
    Submission.objects.create(**how, **said).revisions.create(
        record_type="commitment", record_key=str(shown.pk), base_version=0, version=1,
        content=content.read(shown),
    )  # fmt: skip
    Check.objects.create(commitment=shown, date=at.date(), where="Site", by=author, created_at=at)


def test_the_canaries_are_there(hidden):
    """Z01: there is something to let out."""
    shown, _document = hidden
    assert shown.parts.filter(party__name__startswith=CANARY).count() == 2
    assert shown.citations.filter(locator__startswith=CANARY).count() == 2
    assert shown.reports.filter(summary__startswith=CANARY).count() == 2


def addresses(shown, document):
    for name in LISTS:
        yield from (f"{V1}/{name}/?format={form}" for form in ("json", "csv", "ndjson"))
    yield f"{V1}/commitments/{shown.slug}/"
    yield f"{V1}/documents/{document.slug}/"
    yield f"{V1}/summits/{shown.summit.slug}/"
    yield from ("/api/", f"{V1}/", f"{V1}/changes/", f"{V1}/schema/", "/api/docs/")
    for by in ("summit", "kind", "theme", "party", "region", "year"):
        yield f"{V1}/stats/?by={by}"
    yield f"{V1}/stats/history/"
    for name in ("party", "summit", "theme", "document", "region", "status"):
        yield f"{V1}/commitments/?{name}=nosuch"


def test_no_address_lets_a_canary_out(client, hidden):
    """Z01: in no format, no count, no filter, no refusal."""
    for address in addresses(*hidden):
        text = body(client.get(address))
        assert CANARY not in text, address
        assert "ZDQ" not in text, address
        assert "ZRQ" not in text, address


def test_what_is_public_shows_where_a_canary_would(client, hidden, tmp_path):
    """Z01: so the tests above would see a leak; the export in files shows it as well, and no more."""
    shown, _document = hidden
    dump_package(tmp_path / "before")
    assert CANARY not in written(tmp_path / "before")
    Commitment.objects.filter(pk=shown.pk).update(title=CANARY)
    found = {address for address in addresses(*hidden) if CANARY in body(client.get(address))}
    forms = {f"{V1}/commitments/?format={form}" for form in ("json", "csv", "ndjson")}
    assert found == {*forms, f"{V1}/commitments/{shown.slug}/"}
    dump_package(tmp_path / "after")
    assert CANARY in written(tmp_path / "after")


def written(folder):
    return "".join(path.read_text() for path in folder.iterdir())


def test_hidden_records_are_counted_nowhere(client, hidden):
    """Z01: the one that is public is counted."""
    assert get(client, f"{V1}/commitments/")["count"] == 1
    assert get(client, f"{V1}/progress-reports/")["count"] == 0
    assert get(client, f"{V1}/participations/")["count"] == 0
    for by in ("summit", "theme", "party", "kind", "year"):
        stats = get(client, f"{V1}/stats/?by={by}")
        assert stats["total"] == 1
        assert sum(row["total"] for row in stats["rows"]) == 1, by


def test_a_hidden_value_is_no_value_of_a_filter(client, hidden):
    for name, value in (("party", "ZDQ"), ("theme", "t-canary-draft"), ("summit", "m-canary-draft"),
                        ("document", "d-canary-draft"), ("region", "canary-draft")):  # fmt: skip
        problem_of(client.get(f"{V1}/commitments/?{name}={value}"), 400)


PLACES = [("parties", "ZDQ"), ("themes", "t-{}"), ("sources", "s-{}"), ("summits", "m-{}"),
          ("documents", "d-{}"), ("commitments", "c-{}")]  # fmt: skip


@pytest.mark.parametrize(("name", "identifier"), PLACES)
def test_a_draft_answers_like_what_does_not_exist(client, hidden, name, identifier):
    draft = client.get(f"{V1}/{name}/{identifier.format('canary-draft')}/")
    unknown = client.get(f"{V1}/{name}/nosuch/")
    assert problem_of(draft, 404) == problem_of(unknown, 404)


@pytest.mark.parametrize(("name", "identifier"), PLACES)
def test_what_was_retracted_leaves_a_tombstone(client, hidden, name, identifier):
    identifier = identifier.format("canary-retracted").replace("ZDQ", "ZRQ")
    tombstone = problem_of(client.get(f"{V1}/{name}/{identifier}/"), 410)["tombstone"]
    assert tombstone.keys() == {"id", "type", "retracted_at", "reason"}
    assert (tombstone["id"], tombstone["reason"]) == (identifier, "Gone.")


def test_retracting_merging_and_renaming_tell_where_to_look(client, manager):
    at = timezone.now()
    survivor, duplicate = make.whole_commitment(slug="stays"), make.whole_commitment(slug="goes")
    report = make.sourced_report(commitment=survivor)
    removal.merge(duplicate, survivor, by=manager, at=at, reason="Entered twice.")
    moved = client.get(f"{V1}/commitments/goes/?as_of=2016-01-01")
    assert moved.status_code == 301
    assert moved["Location"].endswith("/api/v1/commitments/stays/?as_of=2016-01-01")
    survivor.refresh_from_db()
    removal.rename(survivor, slug="is-called", by=manager, at=at, reason="A better name.")
    assert client.get(f"{V1}/commitments/stays/")["Location"].endswith("/commitments/is-called/")
    assert client.get(f"{V1}/commitments/goes/")["Location"].endswith("/commitments/is-called/")
    survivor.refresh_from_db()
    removal.retract(survivor, by=manager, at=at, reason="Never promised.")
    for path in (f"{V1}/commitments/is-called/", f"{V1}/progress-reports/{report.pk}/"):
        assert problem_of(client.get(path), 410)["tombstone"]["reason"] == "Never promised."
    assert problem_of(client.get(f"{V1}/commitments/stays/"), 410)
    assert get(client, f"{V1}/commitments/")["count"] == 0


def test_a_participation_follows_its_renamed_summit(client, manager):
    one = make.ParticipationFactory()
    old = one.summit.slug
    removal.rename(
        one.summit, slug="new-name", by=manager, at=timezone.now(), reason="A better name."
    )
    assert FormerSlug.objects.filter(slug=old).exists()
    moved = client.get(f"{V1}/participations/{old}~{one.party.code}/")
    assert moved["Location"].endswith(f"/participations/new-name~{one.party.code}/")
    assert get(client, moved["Location"])["summit"] == "new-name"


def test_a_version_in_work_moves_neither_body_nor_validator(client, editor, reviewer):
    """Z02: while it is written, reviewed and mended; publishing it moves both."""
    shown, at = make.whole_commitment(), timezone.now()
    paths = [f"{V1}/commitments/{shown.slug}/", f"{V1}/commitments/?format=csv", f"{V1}/changes/",
             f"/commitments/{shown.slug}/", f"/history/commitment/{shown.slug}/", "/"]  # fmt: skip

    def seen():
        answers = [client.get(path) for path in paths]
        return [(body(answer), answer["ETag"], answer["Last-Modified"]) for answer in answers]

    before, submission = seen(), review.start(by=editor, at=at)
    proposed = content.read(shown) | {"title": "Another title"}
    review.save_draft(shown, proposed=proposed, by=editor, at=at, submission=submission)
    assert seen() == before
    review.submit(submission, by=editor, at=at)
    assert seen() == before
    review.send_back(submission, by=reviewer, at=at, comment="Which year?")
    assert seen() == before
    review.submit(submission, by=editor, at=at)
    submission.refresh_from_db()
    review.publish(submission, by=reviewer, at=at)
    assert [one for one, two in zip(seen(), before, strict=True) if one[:2] == two[:2]] == []
