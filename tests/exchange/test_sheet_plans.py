"""What an import would do with rows, why it refuses some, and the drafts it makes of the others."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from commitments import content
from commitments.actions import entry, removal, review
from commitments.actions.errors import Invalid, Stale, WrongState
from commitments.exchange.sheets import importing, layout, reading, template
from commitments.exchange.sheets.plan import plan
from commitments.models import (
    Change,
    Commitment,
    ProgressReport,
    Revision,
    SheetImport,
    Submission,
)
from summits.models import Party, Source
from tests.exchange.spreadsheets import ADDRESS, PLEDGE, REPORT, SOURCE, as_xlsx, good, row

pytestmark = [pytest.mark.usefixtures("record"), pytest.mark.once]
PUBLIC = "chn-2010-centre-of-excellence"


def planned(sheets, by):
    """The dry run of a workbook with these sheets."""
    return plan(reading.read("pledges.xlsx", as_xlsx(sheets)), by=by)


def outcomes(planned):
    return [(one.sheet.name, one.number, one.outcome) for one in planned.rows]


def problems(planned):
    """Every problem with its row and column."""
    return [
        (one.sheet.name, one.number, column, sentence)
        for one in planned.rows
        for column, sentence in one.problems
    ]


def as_row(record):
    """A public record as a row of its sheet."""
    sheet = next(s for s in layout.SHEETS if s.table.model is type(record))
    given = content.read(record)
    joined = {
        column.name: "; ".join(given[column.name])
        if isinstance(given[column.name], list)
        else str(given[column.name])
        for column in sheet.table.columns
        if given[column.name] is not None
    }
    if "parties" in given:
        dates = {"joined_on": "joined", "left_on": "left"}
        joined["parties"] = "; ".join(
            f"{one['role']}: {one['party']} "
            f"({', '.join(f'{word} {one[name]}' for name, word in dates.items() if one[name])})"
            for one in given["parties"]
        ).replace(" ()", "")
    if "citations" in given:
        joined["citations"] = "\n".join(
            f"{one['source']} @ {one['locator']}".removesuffix(" @ ") for one in given["citations"]
        )
    return joined


def propose(dry, by):
    return importing.propose(dry, name="pledges.xlsx", by=by, at=timezone.now())


# --- good rows ---


def test_good_rows_become_one_draft_and_nothing_becomes_public(editor):
    """U09: an editor's import is a draft."""
    changes, public = Change.objects.count(), Commitment.objects.published().count()
    submission = propose(planned(good(3), editor), editor)
    kinds = [revision.record_type for revision in submission.revisions.order_by("pk")]
    assert kinds == ["source"] * 3 + ["commitment"] * 3 + ["progress_report"] * 3
    assert (submission.state, submission.author, submission.origin) == ("draft", editor, "")
    assert submission.note == "From the spreadsheet “pledges.xlsx”."
    assert Change.objects.count() == changes
    assert Commitment.objects.published().count() == public
    made = content.read(Commitment.objects.get(slug="fra-2016-imported-2", version=0))
    assert made["citations"] == [{"source": "statements-2016-statement-2", "locator": "p. 3"}]
    assert [(one["party"], one["role"]) for one in made["parties"]] == [
        ("FRA", "lead"),
        ("USA", "partner"),
    ]


def test_what_was_imported_is_reviewed_and_published_like_any_other(editor, reviewer):
    """U09: a second person makes it public."""
    submission = propose(planned(good(2), editor), editor)
    review.submit(submission, by=editor, at=timezone.now())
    review.publish(submission, by=reviewer, at=timezone.now())
    assert Commitment.objects.published().filter(slug__startswith="fra-2016-imported").count() == 2


def test_the_examples_of_the_template_would_all_be_made(editor):
    lines = load_workbook(io.BytesIO(template.workbook()))["examples"].iter_rows(2)
    texts = [[cell.value or "" for cell in line] for line in lines]
    sheets = {
        name: [dict(zip(filter(None, header), example, strict=False))]
        for (name, *_), header, example in zip(*[iter(texts)] * 3, strict=True)
    }
    dry = planned(sheets, editor)
    assert {one.outcome for one in dry.rows} == {"made"}
    assert [one.hints for one in dry.rows] == [[], [], []]


def test_empty_ids_get_the_slugs_that_the_form_would_make(editor):
    rows = [row(PLEDGE, id="", parties="lead: FRA"), row(PLEDGE, 2, id="", kind="joint")]
    rows[1]["parties"] = "lead: FRA; subscriber: USA; DEU; JPN (joined 2017-02, left 2018)"
    dry = planned({"sources": [row(SOURCE, n) for n in (1, 2)], "commitments": rows}, editor)
    assert [one.public_id for one in dry.rows] == [
        "statements-2016-statement-1",
        "statements-2016-statement-2",
        "fra-2016-open-imported-school-number",
        "2016-joint-open-imported-school-number",
    ]
    japan = dry.rows[3].proposed["parties"][2]
    assert japan == {
        "party": "JPN",
        "role": "subscriber",
        "joined_on": "2017-02",
        "left_on": "2018",
    }


def test_a_pledge_may_implement_one_further_down(editor):
    rows = [row(PLEDGE, 1, implements="fra-2016-imported-2"), row(PLEDGE, 2)]
    dry = planned({**good(2), "commitments": rows}, editor)
    assert problems(dry) == []
    submission = propose(dry, editor)
    assert submission.revisions.count() == 6


# --- what is there already ---


def test_public_records_written_out_as_rows_are_unchanged(editor):
    sheets = {
        "sources": [as_row(one) for one in Source.objects.all()[:30]],
        "commitments": [as_row(one) for one in Commitment.objects.all()[:30]],
        "reports": [as_row(one) for one in ProgressReport.objects.all()[:30]],
    }
    dry = planned(sheets, editor)
    assert problems(dry) == []
    assert {one.outcome for one in dry.rows} == {"same"}
    with pytest.raises(WrongState):
        propose(dry, editor)


def test_a_changed_row_changes_its_columns_and_leaves_those_it_has_not(editor):
    public = Commitment.objects.get(slug=PUBLIC)
    before = content.read(public)
    changed = as_row(public) | {"title": "A new title", "target_date": ""}
    del changed["done_when"], changed["assessable"], changed["not_assessable_why"]
    dry = planned({"commitments": [changed]}, editor)
    assert outcomes(dry) == [("commitments", 2, "changed")]
    submission = propose(dry, editor)
    proposed = submission.revisions.get().content
    assert set(content.changed_fields(before, proposed)) <= {"title", "target_date"}
    assert (proposed["title"], proposed["target_date"]) == ("A new title", None)
    assert content.read(Commitment.objects.get(slug=PUBLIC)) == before


def test_an_address_that_we_have_is_cited_and_not_made_again(editor):
    known = Source.objects.exclude(url="").first()
    rows = [row(SOURCE, url=known.url.replace("https://", "HTTP://")), row(SOURCE, 2)]
    pledge = row(PLEDGE, citations=f"{known.url}; {ADDRESS.format(2)}")
    dry = planned({"sources": rows, "commitments": [pledge]}, editor)
    assert [one.outcome for one in dry.rows] == ["same", "made", "made"]
    assert known.slug in dry.rows[0].notes[0]
    cited = {one["source"] for one in dry.rows[2].proposed["citations"]}
    assert cited == {known.slug, "statements-2016-statement-2"}


def test_what_may_be_there_already_is_a_hint(editor):
    report = ProgressReport.objects.exclude(reported_by_party=None).first()
    public = Commitment.objects.get(slug=PUBLIC)
    again = as_row(public) | {"id": "chn-2010-centre-again"}
    dry = planned(
        {
            "sources": [row(SOURCE, title=Source.objects.first().title)],
            "commitments": [again],
            "reports": [as_row(report) | {"id": ""}, row(REPORT, commitment=PUBLIC, party="CHN")],
        },
        editor,
    )
    assert {one.outcome for one in dry.rows} == {"made"}
    hints = [" ".join(one.hints) for one in dry.rows]
    assert "has the same title" in hints[0]
    assert f"It may be “{PUBLIC}” again" in hints[1]
    assert "A report we have says the same" in hints[2]
    assert hints[3] == ""


def test_what_keeps_a_draft_from_being_published_is_a_hint(editor):
    rows = [row(PLEDGE, parties="", citations="")]
    reports = [row(REPORT, party="", date="2014", citations="")]
    dry = planned({"commitments": rows, "reports": reports}, editor)
    hints = [hint for one in dry.rows for hint in one.hints]
    assert hints == [
        "Before it can be published: It needs at least one published source.",
        "Before it can be published: It needs at least one party.",
        "The report is dated 2014, before the promise of 2016-04-01.",
        "Before it can be published: It needs at least one published source.",
    ]


# --- refused rows ---

FORMULA = "which a spreadsheet could run"
BAD = [
    ("commitments", {"title": "=cmd|' /C calc'!A1"}, "title", FORMULA),
    ("commitments", {"summary": "+1 school"}, "summary", FORMULA),
    ("commitments", {"title": "＠SUM(A1)"}, "title", FORMULA),
    ("sources", {"authors": "-2+3"}, "authors", FORMULA),
    ("sources", {"publisher": "@here"}, "publisher", FORMULA),
    ("reports", {"reported_by": "=FRA"}, "reported_by", FORMULA),
    ("commitments", {"citations": ADDRESS + " @ =1+1"}, "citations", FORMULA),
    ("commitments", {"title": "two\nlines"}, "title", "on one line"),
    ("commitments", {"title": "be\x7fll"}, "title", "control character"),
    ("commitments", {"title": ""}, "title", "may not be empty"),
    ("commitments", {"title": "x" * 301}, "title", "300"),
    ("commitments", {"id": "Not A Slug"}, "id", "lower-case"),
    ("commitments", {"kind": "holy"}, "kind", "is not one of national"),
    ("commitments", {"summit": "2018-nowhere"}, "summit", "There is no summit"),
    ("commitments", {"implements": "no-such"}, "implements", "There is no commitment"),
    ("commitments", {"themes": "forensics; astrology"}, "themes", "There is no theme"),
    ("commitments", {"themes": "forensics; forensics"}, "themes", "each once"),
    ("commitments", {"made_on": "1 April 2016"}, "made_on", "is not a date"),
    ("commitments", {"made_on": "2016-02-30"}, "made_on", "day of the calendar"),
    ("commitments", {"made_on": "2999"}, "made_on", "in the future"),
    ("commitments", {"target_date": "2015"}, "target_date", "not before the promise"),
    ("commitments", {"parties": "FRA"}, "parties", "Write the role first"),
    ("commitments", {"parties": "leader: FRA"}, "parties", "is not one of lead"),
    ("commitments", {"parties": "lead: France and others"}, "parties", "a role and a party"),
    ("commitments", {"parties": "lead: XXX"}, "parties", "There is no party"),
    ("commitments", {"parties": "lead: Japan"}, "parties", "is written by its code, such as FRA"),
    ("commitments", {"parties": "lead: FRA; partner: FRA"}, "parties", "named twice"),
    ("commitments", {"parties": "lead: FRA (since 2014)"}, "parties", "no date of a part"),
    (
        "commitments",
        {"parties": "lead: FRA (joined 2017, left 2016)"},
        "parties",
        "before it joined",
    ),
    ("commitments", {"citations": "no-such-source"}, "citations", "There is no source"),
    ("commitments", {"citations": "https://unknown.example/x"}, "citations", "Describe it"),
    ("commitments", {"citations": "https://"}, "citations", "Describe it"),
    ("commitments", {"citations": "@ p. 3"}, "citations", "There is no source"),
    ("commitments", {"citations": "; ".join([ADDRESS.format(1)] * 2)}, "citations", "named twice"),
    ("sources", {"url": "javascript:alert(1)"}, "url", "starts with https"),
    ("sources", {"url": "https://user:secret@example.org/"}, "url", "password"),
    ("sources", {"language": "english"}, "language", "ISO 639-1"),
    ("sources", {"kind": ""}, "kind", "may not be empty"),
    ("reports", {"id": "5f0e0000-0000-4000-8000-000000000000"}, "id", "no such report"),
    ("reports", {"commitment": "no-such"}, "commitment", "There is no commitment"),
    ("reports", {"status": "unreported"}, "status", "is not one of"),
    ("reports", {"party": "XXX"}, "party", "There is no party"),
    ("reports", {"reported_by": ""}, "reported_by", "may not be empty"),
]


@pytest.mark.parametrize(("sheet", "changes", "column", "why"), BAD)
def test_a_bad_row_is_refused_with_row_column_and_reason(editor, sheet, changes, column, why):
    sheets = good(2)
    sheets[sheet][0] |= {name: text.format(1) for name, text in changes.items()}
    found = problems(planned(sheets, editor))
    assert any(one[:3] == (sheet, 2, column) and why in one[3] for one in found), found
    assert all(number == 2 for _sheet, number, _column, _sentence in found)


def test_all_that_is_wrong_with_a_row_is_said_at_once_and_once(editor):
    rows = [row(PLEDGE, title="=1", kind="holy", made_on="soon", themes="astrology", citations="x")]
    found = [
        (column, number)
        for _s, number, column, _t in problems(planned({"commitments": rows}, editor))
    ]
    assert sorted(found) == [
        (name, 2) for name in ("citations", "kind", "made_on", "themes", "title")
    ]


def test_what_names_a_refused_row_is_refused_with_it(editor):
    sheets = good(3)
    sheets["sources"][0]["kind"] = "holy"
    sheets["commitments"][2]["implements"] = "fra-2016-imported-1"
    dry = planned(sheets, editor)
    assert [one.outcome for one in dry.rows] == [
        *("refused", "made", "made"),
        *("refused", "made", "refused"),
        *("refused", "made", "refused"),
    ]
    told = {one[3] for one in problems(dry)[1:]}
    assert told == {
        "It names row 2 of “sources”, which is refused.",
        "It names row 2 of “commitments”, which is refused.",
        "It names row 4 of “commitments”, which is refused.",
    }
    assert propose(dry, editor).revisions.count() == 4


def test_pledges_that_implement_one_another_are_refused(editor):
    rows = [
        row(PLEDGE, 1, implements="fra-2016-imported-2"),
        row(PLEDGE, 2, implements="fra-2016-imported-1"),
        row(PLEDGE, 3, implements="fra-2016-imported-3"),
        row(PLEDGE, 4),
    ]
    dry = planned({**good(4), "commitments": rows}, editor)
    assert [one.outcome for one in dry.rows[4:8]] == ["refused", "refused", "refused", "made"]


@pytest.mark.parametrize(
    ("sheets", "why"),
    [
        ({"commitments": [row(PLEDGE), row(PLEDGE)]}, "Row 2 has the same id."),
        ({"sources": [row(SOURCE), row(SOURCE, title="Other")]}, "Row 2 has the same address."),
        (
            {"commitments": [row(PLEDGE, 1, id=""), row(PLEDGE, 2, id="")]},
            "“fra-2016-open-imported-school-number” is taken. Is it the same pledge? "
            "If not, write another id.",
        ),
    ],
)
def test_of_two_rows_for_one_record_the_second_is_refused(editor, sheets, why):
    dry = planned({"sources": [row(SOURCE, n) for n in (1, 2)], **sheets}, editor)
    assert [(one[1], one[3]) for one in problems(dry)] == [(3, why)]


def test_anothers_draft_and_ones_own_elsewhere_are_refused(editor, person):
    other = person("otto", "contributor")
    propose(planned(good(1), other), other)
    public = Commitment.objects.get(slug=PUBLIC)
    mine = content.read(public) | {"title": "Mine"}
    submission = entry.enter(public, proposed=mine, by=editor, at=timezone.now())
    rows = [row(PLEDGE), as_row(public) | {"title": "Changed"}]
    dry = planned({"sources": [row(SOURCE)], "commitments": rows}, editor)
    assert [one[3] for one in problems(dry)] == [
        "It is another editor’s draft. Wait until it is public.",
        f"You have this record in your submission #{submission.pk}. Finish that first.",
    ]
    theirs = planned({"commitments": [as_row(public) | {"title": "Changed"}]}, other)
    assert theirs.rows[0].outcome == "changed"
    assert theirs.rows[0].hints[0] == "erika has a draft of it, too."


def test_a_retracted_record_is_refused(editor, manager):
    report = ProgressReport.objects.first()
    given = as_row(report) | {"summary": "It is said again."}
    removal.retract(report, by=manager, at=timezone.now(), reason="It was wrong.")
    (problem,) = problems(planned({"reports": [given]}, editor))
    assert problem[2:] == ("id", "This record has been retracted or merged.")


def test_a_renamed_record_is_found_by_its_old_slug(editor, manager):
    public = Commitment.objects.get(slug=PUBLIC)
    given = as_row(public) | {"title": "Changed"}
    removal.rename(
        public, slug="chn-2010-renamed", by=manager, at=timezone.now(), reason="A better name."
    )
    report = row(REPORT, commitment=PUBLIC, party="CHN", citations=Source.objects.first().slug)
    dry = planned({"commitments": [given], "reports": [report]}, editor)
    assert [one.outcome for one in dry.rows] == ["changed", "made"]
    assert dry.rows[1].proposed["commitment"] == "chn-2010-renamed"


def test_a_report_stays_with_its_commitment(editor):
    report = ProgressReport.objects.filter(party=None).exclude(commitment__slug=PUBLIC).first()
    (problem,) = problems(planned({"reports": [as_row(report) | {"commitment": PUBLIC}]}, editor))
    assert problem[2:] == ("commitment", "A report stays with its commitment.")


def test_a_bullet_is_removed_and_told(editor):
    dry = planned({**good(1), "commitments": [row(PLEDGE, title="- Open a school")]}, editor)
    assert dry.rows[1].proposed["title"] == "Open a school"
    assert dry.rows[1].notes == ["A list bullet was removed from “title”."]


# --- who may what ---


def test_a_limited_contributor_imports_nothing_out_of_scope(editor):
    editor.parties.set(Party.objects.filter(code="USA"))
    sheets = good(4)
    sheets["commitments"][0]["parties"] = "lead: USA"
    sheets["commitments"][1]["parties"] = "subscriber: USA; FRA"
    sheets["reports"][0] |= {"party": "", "reported_by": "USA"}
    sheets["reports"][1]["party"] = "USA"
    sheets["commitments"].append(as_row(Commitment.objects.get(slug=PUBLIC)) | {"title": "Ours"})
    sheets["commitments"][-1]["parties"] = "lead: USA"
    dry = planned(sheets, editor)
    assert [one.outcome for one in dry.rows] == [
        *["made"] * 4,
        *("made", "made", "refused", "refused", "refused"),
        *("made", "made", "refused", "refused"),
    ]
    assert problems(dry)[0][3].startswith("You work on records of USA; this one is of FRA")
    propose(dry, editor)


@pytest.fixture
def limited(person):
    """A contributor for France who does not see what others draft."""
    kim = person("kim", "contributor")
    kim.parties.set(Party.objects.filter(code="FRA"))
    return kim


def test_drafts_of_others_are_not_told_of_to_whom_they_are_not_shown(editor, limited):
    propose(planned(good(1), editor), editor)
    drafted = Source.objects.get(version=0)
    pledge, report = Commitment.objects.get(version=0), ProgressReport.objects.get(version=0)
    public = _public_of("FRA")
    mine = content.read(public) | {"title": "Changed by another"}
    entry.enter(public, proposed=mine, by=editor, at=timezone.now())
    same = {"title": drafted.title, "url": "https://example.org/of-kim", "id": "of-kim"}
    sheets = {
        "sources": [row(SOURCE, **same), row(SOURCE, id="other", url=drafted.url)],
        "commitments": [
            as_row(public) | {"title": "Changed"},
            row(PLEDGE, id="fra-1", citations=drafted.slug, parties="lead: FRA"),
            row(PLEDGE, id="fra-2", citations=drafted.url, parties="lead: FRA"),
            row(PLEDGE, id=pledge.slug, citations="of-kim", parties="lead: FRA"),
        ],
        "reports": [row(REPORT, commitment=pledge.slug), as_row(report)],
    }
    told = [
        " ".join([*(str(sentence) for _column, sentence in one.problems), *one.hints])
        for one in planned(sheets, limited).rows
    ]
    held = "Somebody has this address in a draft."
    assert [told[n] for n in (0, 2)] == ["", ""]
    assert held in told[1]
    assert held in told[4]
    assert "has the same title" in " ".join(planned(sheets, editor).rows[0].hints)
    for words in ("erika", "another editor", "says the same", "not published"):
        assert words not in " ".join(told)
    assert f"“{pledge.slug}” is taken." in told[5]


def test_a_report_that_another_drafts_is_not_told_of(editor, limited):
    about = {"commitment": _public_of("FRA").slug, "party": "FRA", "citations": ""}
    sheets = {"reports": [row(REPORT, **about)]}
    propose(planned(sheets, editor), editor)
    [hint, *_rest] = planned(sheets, editor).rows[0].hints
    assert "A report we have says the same" in hint
    assert "says the same" not in " ".join(planned(sheets, limited).rows[0].hints)


def _public_of(code):
    return (
        Commitment.objects.published().filter(parts__party__code=code, parts__role="lead").first()
    )


def test_who_may_not_draft_a_kind_of_record_is_told_for_each_row(django_user_model):
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    dry = planned(good(1), nobody)
    assert {one[3] for one in problems(dry)} == {
        "Your role does not let you edit this kind of record.",
        "It names row 2 of “sources”, which is refused.",
    }


# --- whole or nothing, and how long it takes ---


def test_what_becomes_refused_meanwhile_undoes_all(editor, reviewer):
    public = Commitment.objects.get(slug=PUBLIC)
    sheets = good(2)
    changed = as_row(public) | {"title": "Changed"}
    dry = planned({"sources": sheets["sources"], "commitments": [changed]}, editor)
    newer = content.read(public) | {"title": "Newer"}
    submission = entry.enter(public, proposed=newer, by=editor, at=timezone.now())
    review.submit(submission, by=editor, at=timezone.now())
    review.publish(submission, by=reviewer, at=timezone.now())
    counted = Submission.objects.count(), Source.objects.count(), Revision.objects.count()
    with pytest.raises(Invalid, match="Row 2 of “commitments”.*published as version 2"):
        propose(dry, editor)
    assert counted == (
        Submission.objects.count(),
        Source.objects.count(),
        Revision.objects.count(),
    )


def test_drafts_are_made_for_the_owner_once_and_as_they_were_looked_at(editor, reviewer):
    book, at = reading.read("pledges.xlsx", as_xlsx(good(2))), timezone.now()
    kept = importing.keep(book, name="pledges.xlsx", by=editor, at=at)
    seen = importing.look(kept, by=editor).stamp
    with pytest.raises(SheetImport.DoesNotExist):
        importing.make_drafts(kept.pk, by=reviewer, at=at, seen=seen)
    with pytest.raises(Stale):
        importing.make_drafts(kept.pk, by=editor, at=at, seen="another")
    importing.make_drafts(kept.pk, by=editor, at=at, seen=seen)
    with pytest.raises(WrongState, match="made already"):
        importing.make_drafts(kept.pk, by=editor, at=at, seen=seen)


def test_the_stamp_tells_whether_the_plan_is_the_one_looked_at(editor):
    first = planned(good(2), editor).stamp
    assert planned(good(2), editor).stamp == first
    assert planned(good(3), editor).stamp != first
    propose(planned({"sources": [row(SOURCE, 1)]}, editor), editor)
    assert planned(good(2), editor).stamp != first


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_of_a_dry_run_does_not_grow(editor, count):
    with CaptureQueriesContext(connection) as queries:
        planned(good(count), editor)
    assert len(queries) == 10


def test_a_draft_costs_a_few_queries(editor):
    dry = planned(good(10), editor)
    with CaptureQueriesContext(connection) as queries:
        propose(dry, editor)
    assert len(queries) <= 1400


@pytest.mark.walk
@pytest.mark.once
def test_five_hundred_rows_take_less_than_thirty_seconds(editor):
    begun = timezone.now()
    submission = propose(planned(good(167), editor), editor)
    assert submission.revisions.count() == 501
    assert (timezone.now() - begun).total_seconds() < 30


def test_a_refused_row_is_called_what_it_says_and_never_by_an_id_made_up_for_it(editor):
    nameless = row(REPORT, summary="", status="begun")
    (dry,) = planned({"progress_reports": [nameless]}, editor).rows
    assert dry.outcome == "refused"
    assert dry.title.startswith("fra-2016-imported-1 · ")
    assert "begun" in dry.title
    assert dry.public_id not in dry.title
