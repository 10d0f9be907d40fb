"""Two texts of one record merged field by field: which to take of each field that differs."""

from dataclasses import dataclass

from commitments import columns
from commitments.actions import revisions
from commitments.content import Content
from commitments.queries import submissions

TAKE = "take-"
THEIRS = "theirs"


@dataclass(frozen=True)
class Choice:
    """One field that differs, and what is offered first: theirs, where only they changed it."""

    row: submissions.Row
    theirs_first: bool
    both_changed: bool

    @property
    def field(self) -> str:
        """The name of the choice in the form."""
        return TAKE + self.row.name


def choices(record, base_version: int, theirs: Content, mine: Content) -> list[Choice]:
    """The fields in which two texts differ; ``base_version`` is the public one both began with."""
    begun = revisions.revisions_of(record).filter(version=base_version).first()
    base = begun.content if begun else mine
    found = []
    for row in submissions.compare(columns.record_type_of(record), theirs, mine):
        untouched = base.get(row.name) == mine.get(row.name)
        both = not untouched and base.get(row.name) != theirs.get(row.name)
        found.append(Choice(row, bool(begun and untouched), both))
    return found


def merged(sent, theirs: Content, mine: Content) -> Content:
    """The editor's text with the fields taken over for which she chose theirs."""
    taken = {name for name in mine if sent.get(TAKE + name) == THEIRS and name in theirs}
    return mine | {name: theirs[name] for name in taken}


def chosen(sent) -> list[tuple[str, str]]:
    """The choices that were sent, to be sent again where something else was refused."""
    return [(name, sent[name]) for name in sent if name.startswith(TAKE)]
