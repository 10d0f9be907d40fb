"""Rules R1, R2, R3 and R5 as pure functions: reports and parts in, standings out. No Django, no database.

Days are ``datetime.date``; a report's day is the last day of its partial date.
"""

import calendar
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

BASIS_STRENGTH = {"self_reported": 0, "third_party": 1, "independently_verified": 2}
PROGRESS = {
    "not_started": 0,
    "stalled": 1,
    "in_progress": 1,
    "partially_completed": 2,
    "completed": 3,
}
UNDER_WAY = {"in_progress", "partially_completed", "completed"}
ENDED = {"completed", "withdrawn"}
LEAST_FIRST = ["withdrawn", "not_started", "stalled"]
UNREPORTED = "unreported"
DIFFER_WITHIN_MONTHS = 18


@dataclass(frozen=True)
class Report:
    """What a report says, of one part (``party``) or of the whole (``party`` None)."""

    id: str
    party: str | None
    date: str
    day: datetime.date
    status: str
    basis: str
    reporter: str

    @property
    def rank(self) -> tuple[datetime.date, int, str]:
        """The order of rule R1: later date, stronger basis, greater UUID."""
        return self.day, BASIS_STRENGTH[self.basis], self.id


@dataclass(frozen=True)
class Member:
    """One party's part: ``joined`` None is from the start, ``left`` None is not yet."""

    party: str
    role: str
    joined: datetime.date | None = None
    left: datetime.date | None = None

    def takes_part(self, day: datetime.date) -> bool:
        """Rule R3: joined on or before the day, and not left by then."""
        return (self.joined is None or self.joined <= day) and (
            self.left is None or self.left > day
        )


@dataclass(frozen=True)
class Standing:
    """How one subject stands; ``status_since`` is a date as written, empty without a report."""

    status: str = UNREPORTED
    status_from: str = ""
    status_since: str = ""
    basis: str = ""
    assessments_differ: bool = False
    report_count: int = 0
    latest_report_on: str = ""
    latest_report_on_last: datetime.date | None = None
    parts_reporting: int = 0
    parts_count: int = 0


@dataclass(frozen=True)
class Span:
    """A standing and the days it holds: from ``since`` up to but without ``until`` (None: for ever)."""

    party: str | None
    since: datetime.date
    until: datetime.date | None
    standing: Standing


def part_status(party: str, reports: Iterable[Report]) -> Report | None:
    """Rule R1: the report that decides a part's status, or None where there is none."""
    return max(
        (report for report in reports if report.party in (None, party)),
        key=lambda report: report.rank,
        default=None,
    )


def counted_parts(members: Iterable[Member], day: datetime.date) -> list[Member]:
    """The parts a whole is summarised from: leads and partners; subscribers where there are neither."""
    present = [member for member in members if member.takes_part(day)]
    makers = [member for member in present if member.role != "subscriber"]
    return makers or present


def summarise(statuses: Sequence[str]) -> str:
    """Rule R2: the status of a whole from the statuses of its parts."""
    reported = [status for status in statuses if status != UNREPORTED]
    if not reported:
        return UNREPORTED
    if len(reported) == len(statuses):
        if len(set(statuses)) == 1:
            return statuses[0]
        if set(statuses) <= ENDED:
            return "partially_completed"
    if UNDER_WAY & set(reported):
        return "in_progress"
    return min(reported, key=LEAST_FIRST.index)


def whole_status(
    reports: Sequence[Report], members: Sequence[Member], day: datetime.date
) -> Standing:
    """Rule R2 on one day, for reports dated on or before it: only status, origin and basis are set."""
    present = {member.party for member in members if member.takes_part(day)}
    whole = max((r for r in reports if r.party is None), key=lambda r: r.rank, default=None)
    newest_part = max((r.day for r in reports if r.party in present), default=None)
    counted = counted_parts(members, day)
    deciding = [part_status(member.party, reports) for member in counted]
    parts: dict[str, Any] = {
        "parts_reporting": sum(report is not None for report in deciding),
        "parts_count": len(counted),
    }
    if newest_part and (whole is None or newest_part > whole.day):
        statuses = [report.status if report else UNREPORTED for report in deciding]
        return Standing(summarise(statuses), "parts", **parts)
    if whole:
        return Standing(whole.status, "report", basis=whole.basis, **parts)
    return Standing(**parts)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def disagree(one: Report, other: Report) -> bool:
    """Rule R5 for two reports of two reporters about one subject."""
    earlier, later = sorted((one, other), key=lambda report: report.rank)
    if earlier.status == later.status or add_months(earlier.day, DIFFER_WITHIN_MONTHS) < later.day:
        return False
    if "withdrawn" in (earlier.status, later.status) or earlier.day == later.day:
        return True
    return PROGRESS[later.status] <= PROGRESS[earlier.status]


def assessments_differ(reports: Iterable[Report]) -> bool:
    """Rule R5 for all reports about one subject: the newest of each reporter are compared."""
    newest: dict[str, Report] = {}
    for report in sorted(reports, key=lambda report: report.rank):
        newest[report.reporter] = report
    found = list(newest.values())
    return any(disagree(a, b) for i, a in enumerate(found) for b in found[i + 1 :])


@dataclass
class Subject:
    """The standing of one subject as reports come in, and since when its status has been what it is.

    A run is of days: what is outweighed on its own day does not break it.
    """

    standing: Standing = field(default_factory=Standing)
    eve: Standing = field(default_factory=Standing)
    day: datetime.date | None = None

    def follow(self, new: Standing, day: datetime.date, written: str) -> None:
        """Take over a new standing on a day; a changed status runs from the date as ``written``."""
        if day != self.day:
            self.eve, self.day = self.standing, day
        since = written
        for before in (self.standing, self.eve):
            if before.status == new.status:
                since = before.status_since
        self.standing = replace(new, status_since="" if new.status == UNREPORTED else since)


def spans(made: datetime.date, reports: Iterable[Report], members: Sequence[Member]) -> list[Span]:
    """Every standing of a commitment and of its parts, from the day of the promise on.

    The whole comes first (``party`` None), each subject's spans in order of time.
    """
    ordered = sorted(reports, key=lambda report: report.rank)
    found = _spans_of(None, made, ordered, members)
    for member in members:
        found += _spans_of(member, made, ordered, members)
    return found


def _spans_of(
    member: Member | None, made: datetime.date, ordered: Sequence[Report], members: Sequence[Member]
) -> list[Span]:
    """The spans of one part, or of the whole for ``member`` None."""
    party = member.party if member else None
    daily: dict[datetime.date, Standing] = {}
    for day, standing in _standings(member, made, ordered, members):
        daily[max(day, made)] = standing
    days = sorted(daily)
    ends: list[datetime.date | None] = [*days[1:], None]
    found: list[Span] = []
    for since, until in zip(days, ends, strict=True):
        if found and found[-1].standing == daily[since]:
            found[-1] = replace(found[-1], until=until)
        else:
            found.append(Span(party, since, until, daily[since]))
    return _clipped(found, member) if member else found


def _standings(
    member: Member | None,
    made: datetime.date,
    ordered: Sequence[Report],
    members: Sequence[Member],
) -> Iterator[tuple[datetime.date, Standing]]:
    """The standing after every event in order: the promise, parties joining and leaving, reports."""
    subject = Subject()
    moves = {day for m in members for day in (m.joined, m.left) if day} if member is None else set()
    events: list[tuple[datetime.date, Report | None]] = [
        *((day, None) for day in {made, *moves}),
        *((report.day, report) for report in ordered),
    ]
    events.sort(key=lambda event: (event[0], event[1] is not None))
    known: list[Report] = []
    for day, report in events:
        if report:
            known.append(report)
        if member is None:
            new = whole_status(known, members, day)
            differ = _any_subject_differs(known, members, day)
            counted = known
        else:
            counted = [r for r in known if r.party in (None, member.party)]
            deciding = part_status(member.party, counted)
            new = (
                Standing(deciding.status, "report", basis=deciding.basis)
                if deciding
                else Standing()
            )
            differ = assessments_differ(r for r in counted if r.party == member.party)
        latest = counted[-1] if counted else None
        new = replace(
            new,
            assessments_differ=differ,
            report_count=len(counted),
            latest_report_on=latest.date if latest else "",
            latest_report_on_last=latest.day if latest else None,
        )
        subject.follow(new, day, report.date if report else day.isoformat())
        yield day, subject.standing


def _any_subject_differs(
    reports: Sequence[Report], members: Sequence[Member], day: datetime.date
) -> bool:
    """Rule R5 for a commitment: about the whole, or about any part that takes part on the day."""
    subjects = [None, *(member.party for member in members if member.takes_part(day))]
    return any(assessments_differ(r for r in reports if r.party == subject) for subject in subjects)


def _clipped(found: Iterable[Span], member: Member) -> list[Span]:
    """A part's spans, only for the days on which the party takes part (rule R3)."""
    kept = []
    for span in found:
        since = max(span.since, member.joined) if member.joined else span.since
        ends = [end for end in (span.until, member.left) if end]
        until = min(ends) if ends else None
        if until is None or since < until:
            kept.append(replace(span, since=since, until=until))
    return kept
