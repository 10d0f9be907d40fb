"""Why a submission deserves a second look, and what is unlikely in it: hints, never refusals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commitments import wording
from commitments.choices import PartyRole, RecordType, ReviewState, Status
from commitments.content import Content
from commitments.models import Commitment, Part, ProgressReport, Revision, Submission
from commitments.queries import links, visibility
from commitments.status import PROGRESS
from summits.partial_dates import PartialDate

FIRST_EDITS = 10
UNLIKELY_YEARS = 20
MOST_ALIKE = 3
WORDING = ("title", "summary", "done_when")
# words that sit ill with a status; a hint, since no list of words understands a text
CONTRADICTIONS = {
    Status.COMPLETED: ("not yet", "plans to", "intends to", "is to be", "has begun"),
    Status.NOT_STARTED: ("completed", "has opened", "was opened", "has ratified", "was removed"),
    Status.WITHDRAWN: ("completed", "has opened", "was opened"),
}
Changed = tuple[Revision, Content]
# by summit and party: titles by slug, with the key of what is a draft
Titles = dict[tuple[str, str], dict[str, tuple[str, int | None]]]


@dataclass(frozen=True)
class Concern:
    """One thing to look at. ``record`` is the revision it is about, None for the whole submission.

    ``like`` is the slug of a commitment that it may be again; ``draft`` its key if that one is not
    public yet.
    """

    sentence: str
    record: Revision | None = None
    like: str = ""
    draft: int | None = None


def all_of(
    submission: Submission, changed: Iterable[Changed], user: Any
) -> tuple[list[Concern], list[Concern]]:
    """Why to read it with care, and what is unlikely in its records; nothing once it is decided.

    Nothing is told of drafts that the user does not see.
    """
    if submission.state == ReviewState.PUBLISHED:
        return [], []
    changed = list(changed)
    return second_look(submission, changed), warnings(changed, user)


def second_look(submission: Submission, changed: Iterable[Changed]) -> list[Concern]:
    """Why somebody should read this with care. ``changed`` are revisions with what is public."""
    found = []
    if submission.author_id:
        done = Submission.objects.filter(
            author=submission.author_id, state=ReviewState.PUBLISHED, origin=""
        )
        count = done.exclude(pk=submission.pk)[:FIRST_EDITS].count()
        if count < FIRST_EDITS:
            found.append(
                Concern(_("It is among the first %s published edits of its author.") % FIRST_EDITS)
            )
    elif submission.partner:
        found.append(Concern(_("It was sent by a partner: %s.") % submission.partner))
    changed = list(changed)
    earlier = _public_reports(changed)
    for revision, before in changed:
        after = revision.content
        if revision.record_type == RecordType.COMMITMENT and before:
            found += [Concern(sentence, revision) for sentence in _moved(before, after)]
        if revision.record_type == RecordType.PROGRESS_REPORT:
            found += [
                Concern(sentence, revision)
                for sentence in _backwards(revision, before, earlier[after["commitment"]])
            ]
    return found


def _moved(before: Content, after: Content) -> Iterator[str]:
    """What in a public promise is proposed to say something else."""
    if any(before.get(name) != after.get(name) for name in WORDING):
        yield _("The wording of a public promise changes.")
    if before.get("target_date") and before["target_date"] != after.get("target_date"):
        yield _("The target date moves from %(old)s to %(new)s.") % {
            "old": before["target_date"],
            "new": after.get("target_date") or _("none"),
        }


def _public_reports(changed: list[Changed]) -> dict[str, list[ProgressReport]]:
    """The public reports of the commitments that proposed reports are about, oldest first."""
    slugs = {r.content["commitment"] for r, _before in changed if "commitment" in r.content}
    found: dict[str, list[ProgressReport]] = defaultdict(list)
    reports = ProgressReport.objects.published().filter(commitment__slug__in=slugs)
    for report in reports.select_related("commitment", "party").order_by("date_last", "pk"):
        found[report.commitment.slug].append(report)
    return found


def _backwards(revision: Revision, before: Content, reports: list[ProgressReport]) -> Iterator[str]:
    """Whether a report says less than it did itself, or than the last one before it about its subject."""
    after = revision.content
    day = PartialDate.parse(after["date"]).last_day
    same = [
        report
        for report in reports
        if (report.party and report.party.code) == after["party"]
        and report.date_last <= day
        and str(report.pk) != revision.record_key
    ]
    said = [(before["status"], before["date"])] if before else []
    said += [(report.status, report.date) for report in same[-1:]]
    for status, date in dict.fromkeys(said):
        if _is_less(after["status"], status):
            yield _("The status goes back from “%(old)s” (%(day)s) to “%(new)s”.") % {
                "old": Status(status).label,
                "day": date,
                "new": Status(after["status"]).label,
            }


def _is_less(new: str, old: str) -> bool:
    """Whether one status takes back another: a step back, or one that is no step after the last."""
    if new == old or old in PROGRESS and new not in PROGRESS:
        return old == Status.COMPLETED != new
    return old not in PROGRESS or PROGRESS[new] < PROGRESS[old]


def warnings(changed: Iterable[Changed], user: Any) -> list[Concern]:
    """What is possible but unlikely in proposed records."""
    changed = list(changed)
    made, titles, dead = _days_of_promises(changed), _titles(changed, user), _dead(changed)
    found = []
    for revision, before in changed:
        after = revision.content
        if revision.record_type == RecordType.PROGRESS_REPORT:
            promised = made.get(after["commitment"])
            day = PartialDate.parse(after["date"])
            sentences = unlikely_date(day, promised) if promised else []
            sentences += _contradicted(after)
        elif revision.record_type == RecordType.COMMITMENT and not before:
            sentences = []
            found += _doubles(revision, titles)
        else:
            sentences = []
        sentences += [_no_answer(dead[slug]) for slug in _cited_anew(after, before) if slug in dead]
        found += [Concern(sentence, revision) for sentence in sentences]
    return found


def _days_of_promises(changed: list[Changed]) -> dict[str, PartialDate]:
    """When the promises were made that proposed reports are about, as they are public or proposed."""
    slugs = {r.content["commitment"] for r, _before in changed if "commitment" in r.content}
    rows = Commitment.objects.filter(slug__in=slugs).only("slug", "made_on")
    found = {row.slug: row.made_on for row in rows}
    for revision, _before in changed:
        if revision.record_type == RecordType.COMMITMENT:
            made = PartialDate.parse(revision.content["made_on"])
            found[revision.content["id"]] = made
    return found


def _cited_anew(after: Content, before: Content) -> list[str]:
    """The slugs of the sources that a proposed record cites and the public one does not."""
    known = {row["source"] for row in before.get("citations", [])}
    return [row["source"] for row in after.get("citations", []) if row["source"] not in known]


def _dead(changed: list[Changed]) -> dict[str, str]:
    """Titles by slug of newly cited sources that no reader can open."""
    slugs = {slug for r, before in changed for slug in _cited_anew(r.content, before)}
    return links.dead_among(slugs) if slugs else {}


def _no_answer(title: str) -> str:
    return _("It cites “%s”, which no longer answers and has no archived copy.") % title


def unlikely_date(day: PartialDate, promised: PartialDate) -> list[str]:
    """Rule R12: a report dated before its promise, or long after it."""
    if day.last_day < promised.last_day:
        return [
            _("The report is dated %(day)s, before the promise of %(made)s.")
            % {"day": day, "made": promised}
        ]
    if day.year > promised.year + UNLIKELY_YEARS:
        return [
            _("The report is dated %(day)s, over %(years)s years after the promise.")
            % {"day": day, "years": UNLIKELY_YEARS}
        ]
    return []


def _contradicted(after: Content) -> Iterator[str]:
    """Words of the summary that sit ill with the status."""
    text = after["summary"].casefold()
    for words in CONTRADICTIONS.get(after["status"], ()):
        if words in text:
            yield _("The status is “%(status)s”, while the summary says “%(words)s”.") % {
                "status": Status(after["status"]).label,
                "words": words,
            }
            return


def _leads(content: Content) -> set[str]:
    return {row["party"] for row in content["parties"] if row["role"] == PartyRole.LEAD}


def _titles(changed: list[Changed], user: Any) -> Titles:
    """Promises that the user sees, drafts too, by summit and party, for those that new ones belong to."""
    new = [r.content for r, old in changed if r.record_type == RecordType.COMMITMENT and not old]
    found: Titles = defaultdict(dict)
    if not new:
        return found
    known = Commitment.objects.standing()
    parts = Part.objects.filter(
        commitment__in=visibility.records(known, user),
        commitment__summit__slug__in={one["summit"] for one in new},
        party__code__in={code for one in new for code in _leads(one)},
    )
    names = (f"commitment__{name}" for name in ("summit__slug", "slug", "title", "pk", "version"))
    for party, summit, slug, title, pk, version in parts.values_list("party__code", *names):
        found[summit, party][slug] = (title, None if version else pk)
    return found


def _doubles(revision: Revision, titles: Titles) -> Iterator[Concern]:
    """Promises with a part of one of its leads, at the same summit, with nearly the same title."""
    after = revision.content
    others: dict[str, tuple[str, int | None]] = {}
    for code in _leads(after):
        others |= titles[after["summit"], code]
    others.pop(after["id"], None)
    alike = wording.most_alike(after["title"], ((slug, one[0]) for slug, one in others.items()))
    for slug in alike[:MOST_ALIKE]:
        draft = others[slug][1]
        told = _("It may be “%s” again, a draft: the title is nearly the same.")
        if draft is None:
            told = _("It may be “%s” again: the title is nearly the same.")
        yield Concern(told % slug, revision, slug, draft)
