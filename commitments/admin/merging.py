"""Two texts of one record merged field by field: which to take of each field that differs."""

from dataclasses import dataclass

from commitments import columns
from commitments.actions import revisions
from commitments.admin.desk import Desk, desk_of
from commitments.content import Content
from commitments.queries import submissions

TAKE = "take-"
THEIRS = "theirs"


@dataclass(frozen=True)
class Choice:
    """One field that differs, and what is offered first: her choice, or theirs where only they changed it."""

    row: submissions.Row
    theirs_first: bool
    both_changed: bool

    @property
    def field(self) -> str:
        """The name of the choice in the form."""
        return TAKE + self.row.name


def choices(desk: Desk, base_version: int, mine: Content, sent: dict[str, str]) -> list[Choice]:
    """The fields in which her text differs from the other; ``base_version`` is what both began with.

    ``sent`` are choices that the editor has made already.
    """
    theirs = desk.theirs
    begun = revisions.revisions_of(desk.record).filter(version=base_version).first()
    base = begun.content if begun else mine
    found = []
    kind = columns.record_type_of(desk.record)
    for row in submissions.compare(kind, theirs, mine, desk.named):
        untouched = base.get(row.name) == mine.get(row.name)
        both = not untouched and base.get(row.name) != theirs.get(row.name)
        offered = THEIRS if begun and untouched else ""
        found.append(Choice(row, sent.get(TAKE + row.name, offered) == THEIRS, both))
    return found


def merged(sent, theirs: Content, mine: Content) -> Content:
    """The editor's text with the fields taken over for which she chose theirs."""
    taken = {name for name in mine if sent.get(TAKE + name) == THEIRS and name in theirs}
    return mine | {name: theirs[name] for name in taken}


def chosen(sent) -> list[tuple[str, str]]:
    """The choices that were sent, to be sent again where something else was refused."""
    return [(name, sent[name]) for name in sent if name.startswith(TAKE)]


def beside(request, form, record) -> dict:
    """What stands beside a form: what is saved or public now and what the editor has, to be compared.

    Choices that she made come back, with or without her word that she has compared; those she made
    of a text that is no longer the other one do not.
    """
    desk = desk_of(request, record)
    sent, compared = chosen(request.POST), request.POST.get("compared")
    if not form.stale and compared == desk.stamp:
        return {"desk": desk, "chosen": sent}
    kept = {} if compared else dict(sent)
    found = {"desk": desk}
    if form.stale or desk.has_moved:
        mine = getattr(request, "proposed", desk.content)
        seen = form.base_seen() if form.stale else desk.base_version
        found["comparison"] = choices(desk, seen, mine, kept)
    shown = {choice.field for choice in found.get("comparison", ())}
    return found | {"kept_choices": [(n, kept[n]) for n in kept if n not in shown]}
