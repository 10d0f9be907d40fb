"""What one editor finds when she opens a record: her own draft, or what is public."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from commitments import columns, content
from commitments.actions import revisions
from commitments.choices import ReviewState
from commitments.content import Content
from commitments.models import Revision, Submission
from commitments.queries import naming
from summits.models.reviewable import Reviewable


@dataclass(frozen=True)
class Desk:
    """A record as this editor has it: its live row, what is public, and her revision if she has one.

    ``elsewhere`` is a submission that keeps her from editing.
    """

    record: Reviewable
    public: Content
    version: int
    revision: Revision | None = None
    elsewhere: Submission | None = None

    @property
    def content(self) -> Content:
        return self.revision.content if self.revision else self.public

    @property
    def submission(self) -> Submission | None:
        return self.revision and self.revision.submission

    @property
    def base_version(self) -> int:
        return self.revision.base_version if self.revision else self.version

    @property
    def edits(self) -> int:
        return self.submission.edits if self.submission else 0

    @property
    def has_moved(self) -> bool:
        """Whether the public version is another than the draft was based on."""
        return self.base_version != self.version

    @property
    def theirs(self) -> Content:
        """What an editor's text is compared with: the newer public version, or what is saved."""
        return self.public if self.has_moved else self.content

    @cached_property
    def named(self) -> naming.Records:
        """The records that its content names: one query for a whole form."""
        return naming.records_in([self.content], {})

    @property
    def stamp(self) -> str:
        """The state that an editor who compares now has seen."""
        return f"{self.version}.{self.edits}"

    def fixed(self, fields: Collection[str]) -> Content:
        """What no form changes, as her draft has it: undoing a merge, it names another than is public."""
        found = columns.BY_TYPE[columns.record_type_of(self.record)].columns
        names = [c.name for c in found if c.type == columns.REF and c.field in fields]
        return {name: self.content[name] for name in names if self.revision}

    @property
    def initial(self) -> dict:
        """Values of the form that are not columns of the record."""
        found = {"base_version": self.base_version, "seen_edits": self.edits}
        if self.submission:
            found["change_reason"] = self.submission.reason
            found["reviewer_note"] = self.submission.note
        return found


def desk_of(request, record) -> Desk:
    """The desk of this request's user for a record, looked up once a request."""
    desks = request.__dict__.setdefault("desks", {})
    if record.pk not in desks:
        desks[record.pk] = _look_up(request.user, record)
    return desks[record.pk]


def _look_up(user, record) -> Desk:
    rows = type(record).objects.filter(pk=record.pk)
    live = content.for_reading(rows, columns.record_type_of(record)).get()
    undecided = list(
        revisions.revisions_of(live)
        .exclude(submission__state=ReviewState.PUBLISHED)
        .select_related("submission")
        .order_by("pk")
    )
    own = [one for one in undecided if one.submission.author_id == user.pk]
    return Desk(
        record=live,
        public=content.read(live),
        version=live.version,
        revision=next((one for one in own if one.submission.is_open), None),
        elsewhere=_elsewhere(user, live, undecided),
    )


def _elsewhere(user, record, undecided) -> Submission | None:
    """Her own submission in review, or the draft of a never-public record that is another's."""
    for revision in undecided:
        submission = revision.submission
        if submission.author_id == user.pk and submission.state == ReviewState.IN_REVIEW:
            return submission
        if submission.author_id != user.pk and record.version == 0:
            return submission
    return None
