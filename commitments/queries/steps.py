"""From summit to summit: what became of each party's open promises, and what it promised anew."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from commitments.choices import Status
from commitments.models import Commitment, Part, Standing
from commitments.models.selection import ENDED
from summits.models import Summit

Spans = dict[int, list[tuple[datetime.date, datetime.date | None, str]]]
State = dict[int, tuple[Commitment, str | None]]  # by key: a promise and the status of the part


@dataclass
class Step:
    """One party's promises from one summit's last day to the next one's, or to the day shown.

    The first four share out the assessable promises that were open at the start: each stands in one
    of them. ``renewed`` were taken up again by a promise of this step that says it carries them out;
    ``new`` are the promises of this step that carry out none of those.
    """

    summit: Summit | None
    day: datetime.date
    finished: list[Commitment] = field(default_factory=list)
    dropped: list[Commitment] = field(default_factory=list)
    renewed: list[Commitment] = field(default_factory=list)
    still_open: list[Commitment] = field(default_factory=list)
    new: list[Commitment] = field(default_factory=list)

    @property
    def before(self) -> int:
        """How many were open at the start."""
        return sum(map(len, (self.finished, self.dropped, self.renewed, self.still_open)))


def of(parties: Iterable[int], day: datetime.date) -> dict[int, list[Step]]:
    """The steps of parties, by primary key, up to a day. Three queries, however many parties."""
    keys = list(parties)
    ends = _ends(day)
    public = Commitment.objects.published()
    parts = Part.objects.filter(party__in=keys, commitment__in=public).select_related("commitment")
    theirs = defaultdict(list)
    for part in parts.order_by("commitment__slug"):
        theirs[part.party_id].append(part)
    spans: dict[int, Spans] = {key: defaultdict(list) for key in keys}
    rows = Standing.objects.filter(party__in=keys, commitment__in=public)
    for party, commitment, *span in rows.values_list(
        "party", "commitment", "since", "until", "status"
    ):
        spans[party][commitment].append(tuple(span))
    return {key: _steps(theirs[key], spans[key], ends) for key in keys}


def _ends(day: datetime.date) -> list[tuple[Summit | None, datetime.date]]:
    """The summits that had ended by a day with their last days, and that day if it is later."""
    summits = Summit.objects.published().filter(end_on__lte=day).order_by("start_on")
    ends: list[tuple[Summit | None, datetime.date]] = [(one, one.end_on) for one in summits]
    return ends if ends and ends[-1][1] == day else [*ends, (None, day)]


def _steps(
    parts: list[Part], spans: Spans, ends: list[tuple[Summit | None, datetime.date]]
) -> list[Step]:
    found, before = [], {}
    for summit, day in ends:
        now = _state(parts, spans, day)
        found.append(_step(Step(summit, day), before, now))
        before = now
    return found


def _state(parts: list[Part], spans: Spans, day: datetime.date) -> State:
    """The promises in which a party took part on a day, with the status of its part (rule R3)."""
    return {
        part.commitment_id: (part.commitment, _status(part.commitment, spans, day))
        for part in parts
        if part.commitment.made_on_last <= day and _takes_part(part, day)
    }


def _takes_part(part: Part, day: datetime.date) -> bool:
    joined, left = part.joined_on_last, part.left_on_last
    return (joined is None or joined <= day) and (left is None or left > day)


def _status(commitment: Commitment, spans: Spans, day: datetime.date) -> str | None:
    """The status on a day; None where it cannot be judged."""
    if not commitment.assessable:
        return None
    for since, until, status in spans[commitment.pk]:
        if since <= day and (until is None or until > day):
            return status
    return Status.UNREPORTED


def _step(step: Step, before: State, now: State) -> Step:
    """Share out what was open before, and add what is new."""
    was_open = {key: one for key, (one, status) in before.items() if status and status not in ENDED}
    come = {key: one for key, (one, _status) in now.items() if key not in before}
    taken_up = {one.implements_id for one in come.values()}
    for key, one in was_open.items():
        _became(step, now.get(key, (one, Status.WITHDRAWN))[1], key in taken_up).append(one)
    step.new.extend(one for one in come.values() if one.implements_id not in was_open)
    return step


def _became(step: Step, status: str | None, is_taken_up: bool) -> list[Commitment]:  # noqa: FBT001
    """The list in which a promise that was open stands; a party that has left has dropped it."""
    if status == Status.COMPLETED:
        return step.finished
    if status == Status.WITHDRAWN:
        return step.dropped
    return step.renewed if is_taken_up else step.still_open
