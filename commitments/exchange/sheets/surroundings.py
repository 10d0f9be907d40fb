"""What an import knows of the record: looked up for all rows at once, never for one."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from commitments import columns, content
from commitments.choices import RecordType, ReviewState
from commitments.content import Content
from commitments.exchange.known import Found, Known
from commitments.exchange.sheets import cells
from commitments.exchange.sheets.rows import Row
from commitments.models import Commitment, FormerSlug, Part, ProgressReport, Revision, Submission
from commitments.queries import visibility
from commitments.queries.lookup import is_uuid
from summits.addresses import normalized
from summits.models import Source

UNDECIDED = [ReviewState.DRAFT, ReviewState.SENT_BACK, ReviewState.IN_REVIEW]


def key_of(address: str) -> str | None:
    """The normalised address; None for one that cannot be read."""
    try:
        return normalized(address)
    except ValueError:
        return None


class Surroundings(Known):
    """All that rows may name or change. The rows' own new records are promised to it.

    To a contributor who is limited to some parties, others' drafts are not there: ``hidden`` are their
    identifiers, ``closed`` the addresses that they have.
    """

    def __init__(self, rows: list[Row], by: Any) -> None:
        super().__init__()
        self.by = by
        self.hidden = self._hidden() if visibility.sees_own_only(by) else set()
        self.moved = self._former()
        self.held = {kind: self._held(kind, rows) for kind in {row.record_type for row in rows}}
        self.before = {kind: self._before(kind) for kind in self.held}
        self.undecided = self._undecided()
        self.addresses, self.closed = self._addresses(rows)
        named = {row.given.get("commitment") for row in rows} - {None}
        self.promised = self._promised(named)
        self.wider = dict(
            Commitment.objects.exclude(implements=None).values_list("slug", "implements__slug")
        )
        self._reported = self._parties_reported_on(rows)

    def find(self, record_type: str, public_id: str) -> Found | None:
        """A record by its identifier, or by a slug it had before."""
        if (record_type, public_id) in self.hidden:
            return None
        found = super().find(record_type, public_id)
        if found is None and (record_type, public_id) in self.moved:
            return super().find(record_type, self.moved[record_type, public_id])
        return found

    def _hidden(self) -> set[tuple[str, str]]:
        found = set()
        for table in columns.TABLES:
            drafts = table.model.objects.filter(version=0)
            seen = visibility.records(drafts, self.by).values("pk")
            keys = set(drafts.exclude(pk__in=seen).values_list("pk", flat=True))
            records = self.records[table.record_type].items()
            found |= {(str(table.record_type), name) for name, one in records if one.pk in keys}
        return found

    def name(self, record_type: str, public_id: str) -> str:
        """What a record is called today."""
        return self.moved.get((record_type, public_id), public_id)

    def implements(self, commitment: str) -> str | None:
        return self.wider.get(commitment)

    def parties_of(self, commitment: str) -> set[str]:
        return self.parties.get(commitment, set())

    def reported_on(self, commitment: str) -> set[str]:
        return self._reported[commitment]

    def _former(self) -> dict[tuple[str, str], str]:
        """Former slugs of commitments and sources with the present ones."""
        found = {}
        for kind in (RecordType.COMMITMENT, RecordType.SOURCE):
            present = {str(one.pk): slug for slug, one in self.records[kind].items()}
            rows = FormerSlug.objects.filter(record_type=kind)
            found |= {
                (str(kind), slug): present[key]
                for slug, key in rows.values_list("slug", "record_key")
                if key in present
            }
        return found

    def _held(self, kind: RecordType, rows: list[Row]) -> dict[str, Any]:
        """The records that rows of one kind name by id, ready to be read."""
        ids = [row.given["id"] for row in rows if row.record_type == kind and "id" in row.given]
        if kind == RecordType.PROGRESS_REPORT:
            keys = [one for one in ids if is_uuid(one)]
        else:
            keys = [found.pk for one in ids if (found := self.find(kind, one))]
        live = visibility.records(columns.BY_TYPE[kind].model.objects.filter(pk__in=keys), self.by)
        return {one.public_id: one for one in content.for_reading(live, kind)}

    def _before(self, kind: RecordType) -> dict[str, Content]:
        return {
            public_id: content.read(record)
            for public_id, record in self.held[kind].items()
            if record.version
        }

    def _undecided(self) -> dict[tuple[str, str], list[Submission]]:
        """The submissions on their way that hold one of the records."""
        keys = [str(one.pk) for held in self.held.values() for one in held.values()]
        revisions = Revision.objects.filter(
            record_key__in=keys, record_type__in=self.held, submission__state__in=UNDECIDED
        )
        found = defaultdict(list)
        for revision in revisions.select_related("submission__author", "submission__partner"):
            found[revision.record_type, revision.record_key].append(revision.submission)
        return found

    def _addresses(self, rows: list[Row]) -> tuple[dict[str, str], set[str]]:
        """The normalised addresses that rows write, each with the source that has it (rule R13);
        and those whose source is not shown to this user."""
        written = [row.given.get("url") for row in rows]
        written += [one["source"] for row in rows for one in row.given.get("citations", [])]
        keys = {key_of(text) for text in written if text and cells.is_address(text)} - {None}
        found = Source.objects.filter(url_key__in=keys, retracted_at=None, merged_into=None)
        pairs = dict(found.values_list("url_key", "slug"))
        closed = {key for key, slug in pairs.items() if (RecordType.SOURCE, slug) in self.hidden}
        return {key: slug for key, slug in pairs.items() if key not in closed}, closed

    def _promised(self, slugs: Iterable[str]) -> dict[str, Content]:
        """Commitments that reports are about, with their parties; whose they are is asked of them."""
        todays = {self.name(RecordType.COMMITMENT, slug) for slug in slugs}
        found: dict[str, Content] = {slug: {"parties": []} for slug in todays}
        names = ("commitment__slug", "party__code", "role")
        seen = [slug for slug in todays if (RecordType.COMMITMENT, slug) not in self.hidden]
        for slug, party, role in Part.objects.filter(commitment__slug__in=seen).values_list(*names):
            found[slug]["parties"].append({"party": party, "role": role})
        self.parties |= {
            slug: {part["party"] for part in one["parties"]} for slug, one in found.items()
        }
        return found

    def _parties_reported_on(self, rows: list[Row]) -> dict[str, set[str]]:
        """The parties whose own parts public reports are about, by commitment."""
        ids = {row.given.get("id") for row in rows if row.record_type == RecordType.COMMITMENT}
        reports = ProgressReport.objects.published().filter(
            commitment__slug__in=ids - {None}, party__isnull=False
        )
        found: dict[str, set[str]] = defaultdict(set)
        for slug, party in reports.values_list("commitment__slug", "party__code"):
            found[slug].add(party)
        return found
