"""What an import knows of the record: what its rows name, looked up for all rows at once."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import F, Q

from commitments import content
from commitments.choices import RecordType, ReviewState
from commitments.content import Content
from commitments.exchange.known import Found, Known
from commitments.exchange.sheets import cells, suggesting
from commitments.exchange.sheets.rows import Row
from commitments.models import Commitment, FormerSlug, Part, ProgressReport, Revision, Submission
from commitments.queries import brief, naming, submissions, visibility
from commitments.queries.lookup import is_uuid
from summits.addresses import normalized
from summits.models import Source

UNDECIDED = [ReviewState.DRAFT, ReviewState.SENT_BACK, ReviewState.IN_REVIEW]
SUGGESTED = (RecordType.COMMITMENT, RecordType.SOURCE)
NUMBERED = range(2, 6)  # the slugs after a taken one that are looked for with it
Named = tuple[str, str]  # a record type and a public identifier


def key_of(address: str) -> str | None:
    """The normalised address; None for one that cannot be read."""
    try:
        return normalized(address)
    except ValueError:
        return None


class Surroundings(Known):
    """All that rows may name or change. The rows' own new records are promised to it.

    To a contributor who is limited to some parties, others' drafts are not there: ``hidden`` are their
    identifiers, ``closed`` the addresses that they have. ``named`` are the records that are known.
    """

    def __init__(self, rows: list[Row], by: Any) -> None:
        super().__init__()
        self.by, self.rows = by, rows
        self.hidden: set[Named] = set()
        self.asked: set[Named] = set()
        self.today: dict[Named, str] = {}  # former slugs with the present ones
        self.named: naming.Records = {}
        self._learn(self._written())
        self.held = {kind: self._held(kind) for kind in {row.record_type for row in rows}}
        self.undecided: dict[Named, list[Submission]] = defaultdict(list)
        self.before = self._before()
        self.addresses, self.closed = self._addresses()
        self.promised = self._promised()
        self.wider = self._wider()

    def find(self, record_type: str, public_id: str) -> Found | None:
        """A record by its identifier, or by a slug it had before."""
        self._learn({record_type: {public_id}})
        if (record_type, public_id) in self.hidden:
            return None
        return super().find(record_type, self.name(record_type, public_id))

    def name(self, record_type: str, public_id: str) -> str:
        """What a record is called today."""
        if record_type not in SUGGESTED:
            return public_id
        return self.today.get((record_type, public_id), public_id)

    def was_renamed(self, record_type: str, slug: str) -> bool:
        self._learn({record_type: {slug}})
        return super().was_renamed(record_type, slug)

    def names(self) -> naming.Names:
        """What to call all that rows name."""
        former = {at: self.named[at[0], slug] for at, slug in self.today.items()}
        return naming.names_of(self.named | former)

    def parties_of(self, commitment: str) -> set[str]:
        return self.parties.get(commitment, set())

    def implements(self, commitment: str) -> str | None:
        return self.wider.get(commitment)

    def reported_on(self, commitment: str) -> set[str]:
        """The parties whose own parts public reports are about."""
        about = [one for one in self.reports if one.commitment.slug == commitment]
        return {one.party.code for one in about if one.is_public and one.party}

    def _written(self) -> naming.Wanted:
        """The identifiers that rows write, and those that they may be given."""
        wanted: naming.Wanted = defaultdict(set)
        for kind, ids in naming.named_in(row.given for row in self.rows).items():
            wanted[kind] |= {one for one in ids if not cells.is_address(one)}
        for row in self.rows:
            if row.record_type in SUGGESTED:
                wanted[row.record_type] |= self._called(row)
        return wanted

    @staticmethod
    def _called(row: Row) -> set[str]:
        """What the record of a row is or may be called."""
        if "id" in row.given or row.problems:
            return {row.given.get("id", "")} - {""}
        if row.record_type == RecordType.COMMITMENT:
            return {suggesting.for_commitment(row)}
        if row.given.get("url") and key_of(row.given["url"]) is None:
            return set()
        slug = suggesting.for_source(row)
        return {slug, *(f"{slug[:75]}-{number}" for number in NUMBERED)}

    def _learn(self, wanted: naming.Wanted) -> None:
        """Look up what has not been asked for; one query, and one or two for what is not there."""
        new = {(str(kind), one) for kind, ids in wanted.items() for one in ids} - self.asked
        if not new:
            return
        self.asked |= new
        ids = defaultdict(set)
        for kind, one in new:
            ids[kind].add(one)
        found = brief.records({kind: brief.called(kind, some) for kind, some in ids.items()})
        known = {(kind, record.public_id): record for kind, record in found}
        missing = {at for at in new - known.keys() if at[0] != RecordType.PARTY}
        for at, record in [*known.items(), *self._renamed(missing)]:
            self._keep(at[0], record)

    def _renamed(self, missing: set[Named]) -> Iterable[tuple[Named, Any]]:
        """The records that had these identifiers before."""
        if not missing:
            return
        rows = FormerSlug.objects.filter(slug__in={slug for _kind, slug in missing})
        held = {
            (kind, slug): (kind, key)
            for kind, slug, key in rows.values_list("record_type", "slug", "record_key")
            if (kind, slug) in missing
        }
        self.former |= held.keys()
        present = brief.by_key(held.values())
        for at, key in held.items():
            if key in present:
                self.today[at] = present[key].public_id
                yield at, present[key]

    def _keep(self, kind: str, record: Any) -> None:
        at = (kind, record.public_id)
        self.named[at] = record
        self.records[kind].setdefault(at[1], Found(record.pk, record.is_public))
        if not visibility.sees(record, self.by):
            self.hidden.add(at)

    def _held(self, kind: RecordType) -> dict[str, Any]:
        """The records that rows of one kind name by id."""
        ids = [r.given["id"] for r in self.rows if r.record_type == kind and "id" in r.given]
        if kind == RecordType.PROGRESS_REPORT:
            found = [one for one in self.reports if one.public_id in ids]
        else:
            pks = {one.pk for public_id in ids if (one := self.find(kind, public_id))}
            rows = self.sources if kind == RecordType.SOURCE else self.commitments
            found = [one for one in rows if one.pk in pks]
        return {one.public_id: one for one in found if visibility.sees(one, self.by)}

    @cached_property
    def sources(self) -> list[Source]:
        """Those that rows change, or have the address or the title of."""
        rows = [row for row in self.rows if row.record_type == RecordType.SOURCE]
        pks = {one.pk for row in rows if (one := self._own(row))}
        titles = {row.given.get("title") for row in rows} - {None}
        open_ones = {"retracted_at": None, "merged_into": None}
        same = Q(url_key__in=self._keys(), **open_ones) | Q(title__in=titles, **open_ones)
        return list(Source.objects.filter(same | Q(pk__in=pks)))

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Those that rows change or name, with what they implement."""
        kind = RecordType.COMMITMENT
        wanted = {one.pk for (its, _id), one in self.named.items() if its == kind}
        found = Commitment.objects.filter(pk__in=wanted)
        return list(found.annotate(wider_slug=F("implements__slug")))

    @cached_property
    def reports(self) -> list[ProgressReport]:
        """Those that rows change, and all on the commitments that rows name or change."""
        given = [r.given for r in self.rows if r.record_type == RecordType.PROGRESS_REPORT]
        own = [one["id"] for one in given if is_uuid(one.get("id", ""))]
        kind = RecordType.COMMITMENT
        about = {one.pk for (its, _id), one in self.named.items() if its == kind}
        found = ProgressReport.objects.filter(Q(pk__in=own) | Q(commitment__in=about))
        return list(found.select_related("commitment", "party", "reported_by_party"))

    def _own(self, row: Row) -> Found | None:
        return self.find(row.record_type, row.given["id"]) if "id" in row.given else None

    def _before(self) -> dict[str, dict[str, Content]]:
        """What is public of the records that are held, as it was kept; and who else holds them."""
        records = {
            (str(kind), str(one.pk)): one
            for kind, held in self.held.items()
            for one in held.values()
        }
        revisions = Revision.objects.filter(
            Q(submission__state__in=UNDECIDED)
            | Q(version__in={r.version for r in records.values()}),
            record_type__in=self.held,
            record_key__in={key for _kind, key in records},
        )
        kept = {}
        for one in revisions.select_related("submission__author", "submission__partner"):
            at = (one.record_type, one.record_key)
            if one.submission.state in UNDECIDED:
                self.undecided[at].append(one.submission)
            elif at in records and one.version == records[at].version:
                kept[at] = one.content
        public = {at for at, record in records.items() if record.version}
        kept |= submissions.live(public - kept.keys())
        self._learn(naming.named_in(kept.values()))
        found: dict[str, dict[str, Content]] = {kind: {} for kind in self.held}
        for at in public:
            named = content.with_names(at[0], kept[at], self._called_today)
            found[RecordType(at[0])][records[at].public_id] = named
        return found

    def _called_today(self, record_type: str, public_id: str) -> str:
        return self.today.get((record_type, public_id), public_id)

    def _keys(self) -> set[str]:
        """The normalised addresses that rows write."""
        written = [row.given.get("url") for row in self.rows]
        written += [one["source"] for row in self.rows for one in row.given.get("citations", [])]
        keys = {key_of(text) for text in written if text and cells.is_address(text)}
        return {key for key in keys if key}

    def _addresses(self) -> tuple[dict[str, str], set[str]]:
        """The normalised addresses that rows write, each with the source that has it (rule R13);
        and those whose source is not shown to this user."""
        keys = self._keys()
        open_ones = [one for one in self.sources if not (one.retracted_at or one.merged_into_id)]
        holders = [one for one in open_ones if one.url_key in keys]
        for one in holders:
            self._keep(str(RecordType.SOURCE), one)
        seen = {one.url_key: one.slug for one in holders if visibility.sees(one, self.by)}
        return seen, {one.url_key for one in holders} - seen.keys()

    def _promised(self) -> dict[str, Content]:
        """Commitments that reports are about, with their parties; whose they are is asked of them."""
        kind = RecordType.COMMITMENT
        slugs = {row.given.get("commitment") for row in self.rows} - {None}
        todays = {self.name(kind, slug) for slug in slugs}
        found: dict[str, Content] = {slug: {"parties": []} for slug in todays}
        names = ("commitment__slug", "party__code", "role")
        seen = [slug for slug in todays if (kind, slug) not in self.hidden]
        for slug, party, role in Part.objects.filter(commitment__slug__in=seen).values_list(*names):
            found[slug]["parties"].append({"party": party, "role": role})
        self.parties |= {
            slug: {part["party"] for part in one["parties"]} for slug, one in found.items()
        }
        return found

    def _wider(self) -> dict[str, str | None]:
        """What each commitment implements that rows name, and what that implements, up to the widest."""
        found = {one.slug: one.wider_slug for one in self.commitments}
        named = {slug for kind, slug in self.named if kind == RecordType.COMMITMENT}
        while above := {slug for slug in {*named, *found.values()} if slug} - found.keys():
            rows = Commitment.objects.filter(slug__in=above)
            found |= dict(rows.values_list("slug", "implements__slug"))
        return found
