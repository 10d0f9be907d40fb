"""What an editor should look at in good rows before they become drafts: hints, never refusals."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from commitments.actions import checks
from commitments.choices import RecordType
from commitments.exchange.sheets.rows import Row
from commitments.exchange.sheets.surroundings import Surroundings
from commitments.models import Revision
from commitments.queries import concerns, visibility

Likeness = tuple[str | None, ...]


def add_hints(rows: list[Row], around: Surroundings) -> None:
    """Add what is unlikely, what may be there already, and what a draft lacks to be published.

    Nothing is told of drafts that the user does not see.
    """
    _add_concerns(rows, around.by)
    new = defaultdict(list)
    for row in rows:
        if row.is_new:
            new[row.record_type].append(row)
    _add_known_reports(new[RecordType.PROGRESS_REPORT], around)
    _add_known_titles(new[RecordType.SOURCE], around)
    for row in rows:
        for _column, sentence in checks.problems(row.record_type, row.proposed, around):
            row.hints.append(_("Before it can be published: %s") % sentence)


def _add_concerns(rows: list[Row], by: Any) -> None:
    """What the reviewer is going to be told of each."""
    proposed = [
        Revision(record_type=row.record_type, record_key=row.public_id, content=row.proposed)
        for row in rows
    ]
    owners = {id(revision): row for revision, row in zip(proposed, rows, strict=True)}
    befores = (row.before for row in rows)
    for concern in concerns.warnings(zip(proposed, befores, strict=True), by):
        owners[id(concern.record)].hints.append(concern.sentence)


def _add_known_reports(rows: list[Row], around: Surroundings) -> None:
    """Reports that say the same of the same day may be entered a second time."""
    known: dict[Likeness, str] = {}
    for one in around.reports:
        if one.retracted_at is None and visibility.sees(one, around.by):
            reporter = one.reported_by_party.code if one.reported_by_party else ""
            like = (one.commitment.slug, one.party and one.party.code, str(one.date), one.status)
            known[(*like, reporter or one.reported_by_name)] = _("A report we have")
    for row in rows:
        like = [row.proposed[name] for name in ("commitment", "party", "date", "status")]
        key = (*like, row.proposed["reported_by"])
        if key in known:
            row.hints.append(
                _("%s says the same: commitment, party, date, status, reporter.") % known[key]
            )
        known.setdefault(key, _("Row %s") % row.number)


def _add_known_titles(rows: list[Row], around: Surroundings) -> None:
    slugs = {
        one.title: one.slug
        for one in around.sources
        if not (one.retracted_at or one.merged_into_id) and visibility.sees(one, around.by)
    }
    for row in rows:
        if row.proposed["title"] in slugs:
            row.hints.append(_("“%s” has the same title.") % slugs[row.proposed["title"]])
