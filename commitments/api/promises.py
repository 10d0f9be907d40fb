"""The resources that know of time: commitments and progress reports, as they stood on a day."""

import datetime

from commitments import columns
from commitments.api import linked, related
from commitments.api.fields import (
    CITATIONS,
    PARTIAL_DATE,
    PUBLISHED_AT,
    UPDATED_AT,
    VERSION,
    Field,
    Row,
    address,
    amount,
    listed,
    own,
    page,
    plain,
    text,
)
from commitments.api.related import Keys, Lists
from commitments.api.resources import COMMITMENT_THEMES, Resource
from commitments.choices import Basis, Status, StatusFrom
from commitments.filters import CommitmentFilter, DayFilter, ReportFilter
from commitments.models import ProgressReport
from commitments.status import BASIS_STRENGTH

PARTIAL = {"type": "string", "pattern": PARTIAL_DATE}


def words(choices) -> dict:
    """The schema of a fixed vocabulary."""
    return {"type": "string", "enum": list(choices.values)}


def of_report(name: str) -> Field:
    return own(columns.PROGRESS_REPORTS.column(name))


def reporter(row: Row) -> dict[str, str | None]:
    return {"party": row["reported_by_party__code"], "name": row["reported_by_name"] or None}


REPORTED_BY = Field(
    "reported_by",
    {"$ref": "#/components/schemas/Reporter"},
    reporter,
    ("reported_by_party__code", "reported_by_name"),
)
REPORTS = Resource(
    "progress-reports",
    "ProgressReport",
    columns.PROGRESS_REPORTS,
    ReportFilter,
    DayFilter,
    (
        of_report("id"),
        address("progress-reports", lambda row: row["pk"], "pk"),
        *map(of_report, ("commitment", "party", "date", "status", "basis", "summary")),
        amount("measure", "What was measured."),
        REPORTED_BY,
        CITATIONS,
        PUBLISHED_AT,
        UPDATED_AT,
        VERSION,
    ),
    {"citations": related.citations("progress_report")},
    identity="pk",
    linked=linked.report,
)


def reports_of(keys: Keys, day: datetime.date) -> Lists:
    """Progress reports of commitments dated by the day, the newest and strongest first (rule R1)."""
    found = ProgressReport.objects.published().filter(commitment__in=keys, date_last__lte=day)
    rows = list(found.values(*REPORTS.paths, "commitment_id", "date_last"))
    rows.sort(
        key=lambda row: (row["date_last"], BASIS_STRENGTH[row["basis"]], str(row["pk"])),
        reverse=True,
    )
    pairs = zip(rows, REPORTS.objects(rows, day), strict=True)
    return related.grouped((row["commitment_id"], report) for row, report in pairs)


def of_commitment(name: str) -> Field:
    return own(columns.COMMITMENTS.column(name))


def of_status(name: str, description: str, schema: dict) -> Field:
    """A fact about the status: null where there is none to speak of."""
    found = text(name, description, schema)
    read = lambda row: found.read(row) if row["assessable"] else None  # noqa: E731
    return Field(name, found.schema, read, (name, "assessable"))


FACTS_BEFORE = (
    "kind",
    "title",
    "summary",
    "summit",
    "document",
    "implements",
    "made_on",
    "promise_known_from",
    "assessable",
    "not_assessable_why",
    "done_when",
    "target_date",
)
BOOLEAN = {"type": "boolean"}
COMMITMENTS = Resource(
    "commitments",
    "Commitment",
    columns.COMMITMENTS,
    CommitmentFilter,
    DayFilter,
    (
        of_commitment("id"),
        address("commitments", lambda row: row["slug"], "slug"),
        page(lambda row: f"/commitments/{row['slug']}/", "slug"),
        *map(of_commitment, FACTS_BEFORE),
        amount("target", "What is to be reached."),
        of_commitment("themes"),
        listed("parties", "Part", "Parties that take part, each with its status.", flat="party"),
        text("status", "How the whole stands; null where it cannot be judged.", words(Status)),
        of_status("status_from", "From a report or summarised from parts.", words(StatusFrom)),
        of_status("status_since", "First report of the run that the status now has.", PARTIAL),
        text("basis", "Basis of the deciding report.", words(Basis)),
        plain("overdue", BOOLEAN, "Target date past and not ended."),
        plain("assessments_differ", BOOLEAN, "Two reporters state different things."),
        plain("report_count", {"type": "integer", "minimum": 0}, "Number of progress reports."),
        text("latest_report_on", "Date of the newest report.", PARTIAL),
        Field(
            "last_checked_on",
            {"type": ["string", "null"], "format": "date", "description": "Day of the last check."},
            lambda row: row["last_checked_on"] and row["last_checked_on"].isoformat(),
            ("last_checked_on",),
        ),
        PUBLISHED_AT,
        UPDATED_AT,
        VERSION,
    ),
    {"themes": COMMITMENT_THEMES, "parties": related.parts},
    more=(
        listed("progress_reports", "ProgressReport", "Reports, newest first."),
        CITATIONS,
        listed("former_parties", "FormerPart", "Parties that took part and have left."),
        listed("checks", "Check", "Days on which somebody looked and found nothing new."),
    ),
    more_lists={
        "progress_reports": reports_of,
        "citations": related.citations("commitment"),
        "former_parties": related.former_parts,
        "checks": related.checks,
    },
    linked=linked.commitment,
)


def as_of(resource: Resource, day: datetime.date):
    """The public records of a resource that existed on a day, with how they stood."""
    found = resource.published()
    if resource.table is columns.COMMITMENTS:
        return found.made_by(day).with_standing(day).with_last_check(day)
    if resource.table is columns.PROGRESS_REPORTS:
        return found.filter(date_last__lte=day, commitment__made_on_last__lte=day)
    return found
