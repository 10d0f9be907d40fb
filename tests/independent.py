"""How everything stood on a day, computed from the CSV files alone: no Django, no line of our own code.

Tests of pages, API and database compare with this. ``statuses(day)`` and ``overdue(day)`` speak of
whole commitments made by the day, ``parts(day)`` of the parts of parties that took part on it.
"""

import calendar
import csv
import datetime
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "nss"
STRENGTH = ["self_reported", "third_party", "independently_verified"]


def rows(name, folder=DATA):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def last(written):
    """The last day of a year, a month or a day."""
    year, month, day = [*map(int, written.split("-")), 0, 0][:3]
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def summit_days(folder=DATA):
    return [datetime.date.fromisoformat(row["end_on"]) for row in rows("summits", folder)]


def standings(day, folder=DATA):
    """Two tables: (status, basis) by slug, and (status, basis) by slug and party, as of the day."""
    made = {row["id"] for row in rows("commitments", folder) if last(row["made_on"]) <= day}
    reports, members = defaultdict(list), defaultdict(list)
    for row in rows("progress_reports", folder):
        if last(row["date"]) <= day:
            reports[row["commitment"]].append(row)
    for row in rows("commitment_parties", folder):
        joined = not row["joined_on"] or last(row["joined_on"]) <= day
        if joined and not (row["left_on"] and last(row["left_on"]) <= day):
            members[row["commitment"]].append(row)
    wholes, of_parts = {}, {}
    for slug in made:
        for member in members[slug]:
            of_parts[slug, member["party"]] = stated(newest(reports[slug], "", member["party"]))
        wholes[slug] = whole(slug, reports[slug], members[slug], of_parts)
    return wholes, of_parts


def newest(reports, *about):
    """The deciding report among those about these parties; an empty code is the whole."""
    found = [report for report in reports if report["party"] in about]
    found.sort(key=lambda r: (last(r["date"]), STRENGTH.index(r["basis"]), r["id"]))
    return found[-1] if found else None


def stated(report):
    return (report["status"], report["basis"]) if report else ("unreported", "")


def whole(slug, reports, members, of_parts):
    of_whole = newest(reports, "")
    of_part = newest(reports, *(member["party"] for member in members)) if members else None
    if not of_part or (of_whole and last(of_whole["date"]) >= last(of_part["date"])):
        return stated(of_whole)
    makers = [member for member in members if member["role"] != "subscriber"] or members
    found = {of_parts[slug, member["party"]][0] for member in makers}
    if len(found) == 1:
        return found.pop(), ""
    if found <= {"completed", "withdrawn"}:
        return "partially_completed", ""
    if found & {"in_progress", "partially_completed", "completed"}:
        return "in_progress", ""
    return next(one for one in ("withdrawn", "not_started", "stalled") if one in found), ""


def statuses(day, folder=DATA):
    return {slug: status for slug, (status, _basis) in standings(day, folder)[0].items()}


def parts(day, folder=DATA):
    return {key: status for key, (status, _basis) in standings(day, folder)[1].items()}


def overdue(day, folder=DATA):
    """The slugs of commitments whose target date had passed without an end."""
    status = statuses(day, folder)
    return {
        row["id"]
        for row in rows("commitments", folder)
        if row["id"] in status
        and row["target_date"]
        and last(row["target_date"]) < day
        and status[row["id"]] not in {"completed", "withdrawn"}
    }
