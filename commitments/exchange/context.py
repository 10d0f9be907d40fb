"""What the parts of one load share: its package, what it knows, and what it has done so far."""

import datetime
from dataclasses import dataclass, field

from commitments.choices import ReviewState
from commitments.exchange.contained import Contained
from commitments.exchange.known import Known
from commitments.exchange.reading import Package
from commitments.models import Submission


@dataclass
class Context:
    """One load under way. ``touched`` are the keys of commitments whose standing may have moved."""

    package: Package
    at: datetime.datetime
    known: Known
    contained: Contained
    touched: set[int] = field(default_factory=set)
    made: int = 0
    changed: int = 0
    same: int = 0
    submission: Submission | None = None

    @property
    def origin(self) -> str:
        return f"package {self.package.name} {self.package.version}"

    def owning_submission(self) -> Submission:
        """The one submission that holds all revisions of this load."""
        if self.submission is None:
            self.submission = Submission.objects.create(
                state=ReviewState.PUBLISHED,
                origin=self.origin,
                created_at=self.at,
                edited_at=self.at,
                submitted_at=self.at,
                decided_at=self.at,
            )
        return self.submission
