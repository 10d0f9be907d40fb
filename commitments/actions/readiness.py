"""What stands in the way of publishing a submission, told while its author can still mend it."""

from collections.abc import Callable, Iterable, Mapping
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
    return missing_in_each({submission: revisions}, records)[submission.pk]


def missing_in_each(
    held: Mapping[Submission, list[Revision]], records: naming.Records | None = None
) -> dict[int, list[str]]:
    """The same of several submissions, each by itself; nor does it grow with the submissions."""
    revisions = [one for some in held.values() for one in some]
    if records is None:
        records = naming.records_today(naming.named_in(one.content for one in revisions))
    around_all, rest = around.facts(revisions), Rest(held)
    return {
        submission.pk: _problems(some, Together(some, records, around_all, rest.of(submission)))
        for submission, some in held.items()
    }


def _problems(revisions: list[Revision], known: "Together") -> list[str]:
    return [
        f"{queue.told(one)}: {sentence}"
        for one in revisions
        for _column, sentence in checks.problems(one.record_type, one.content, known)
    ]


class Rest:
    """What is in some submissions; asked for, once for all, where given revisions do not say it all."""

    def __init__(self, submissions: Iterable[Submission]) -> None:
        self.pks = [one.pk for one in submissions]

    @cached_property
    def keys(self) -> set[tuple[int, str, str]]:
        held = Revision.objects.filter(submission__in=self.pks)
        return set(held.values_list("submission", "record_type", "content__id"))

    def of(self, submission: Submission) -> Callable[[tuple[str, str]], bool]:
        return lambda key: (submission.pk, *key) in self.keys


class Together(checks.Live):
    """What is public, or becomes public with a submission of which these revisions are a part."""

    def __init__(
        self,
        revisions: list[Revision],
        records: naming.Records,
        facts: around.Facts,
        is_beside: Callable[[tuple[str, str]], bool],
    ) -> None:
        self.records = records
        self.own = {(one.record_type, one.content.get("id")): one.content for one in revisions}
        self.is_beside = is_beside
        self.old = {one.content.get("id") for one in revisions if one.base_version}
        self.facts = facts

    def is_public(self, record_type: str, public_id: str) -> bool:
        key = (str(record_type), public_id)
        found = self.records.get(key)
        is_there = key in self.own or (found is not None and found.is_public)
        return is_there or self.is_beside(key)

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
