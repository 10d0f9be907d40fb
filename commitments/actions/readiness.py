"""What stands in the way of publishing a submission, told while its author can still mend it."""

from collections.abc import Iterable
from functools import cached_property

from commitments.actions import checks
from commitments.actions.errors import Invalid
from commitments.choices import RecordType
from commitments.models import Revision, Submission
from commitments.queries import around, naming, queue


def refuse_impossible(revisions: Iterable[Revision]) -> None:
    """Nobody has to review dates that cannot be true (rule R12); raises Invalid."""
    found = [
        f"{queue.told(one)}: {sentence}"
        for one in revisions
        for _row, _column, sentence in checks.too_early(one.record_type, one.content)
    ]
    if found:
        raise Invalid(found)


def missing(
    submission: Submission, revisions: list[Revision], records: naming.Records | None = None
) -> list[str]:
    """Why some revisions of a submission could not be published yet, in sentences.

    ``records`` are those that they name, where they are at hand. The number of queries does not
    grow with the revisions.
    """
    if records is None:
        records = naming.records_today(naming.named_in(one.content for one in revisions))
    together = Together(submission, revisions, records)
    return [
        f"{queue.told(one)}: {sentence}"
        for one in revisions
        for _column, sentence in checks.problems(one.record_type, one.content, together)
    ]


class Together(checks.Live):
    """What is public, or becomes public with a submission of which these revisions are a part."""

    def __init__(
        self, submission: Submission, revisions: list[Revision], records: naming.Records
    ) -> None:
        self.records = records
        self.own = {(one.record_type, one.content.get("id")): one.content for one in revisions}
        self.submission = submission
        self.old = {one.content.get("id") for one in revisions if one.base_version}
        self.facts = around.facts(revisions)

    @cached_property
    def rest(self) -> set[tuple[str, str]]:
        """What else is in the submission; asked for where these revisions do not say it all."""
        return set(self.submission.revisions.values_list("record_type", "content__id"))

    def is_public(self, record_type: str, public_id: str) -> bool:
        key = (str(record_type), public_id)
        found = self.records.get(key)
        is_there = key in self.own or (found is not None and found.is_public)
        return is_there or key in self.rest

    def is_party(self, code: str) -> bool:
        return (RecordType.PARTY, code) in self.records

    def parties_of(self, commitment: str) -> set[str]:
        own = self.own.get((RecordType.COMMITMENT, commitment))
        return (
            {row["party"] for row in own["parties"]} if own else self._of(around.PARTS, commitment)
        )

    def implements(self, commitment: str) -> str | None:
        own = self.own.get((RecordType.COMMITMENT, commitment))
        if own or not self.old:  # nothing public names what is new
            return own and own["implements"]
        known = self._of(around.WIDER, commitment)
        return next(iter(known)) if known else super().implements(commitment)

    def was_renamed(self, record_type: str, slug: str) -> bool:
        return record_type in self._of(around.FORMER, slug)

    def reported_on(self, commitment: str) -> set[str]:
        return self._of(around.TOLD, commitment)

    def _of(self, fact: str, public_id: str) -> set[str]:
        return self.facts.get((fact, public_id), set())
