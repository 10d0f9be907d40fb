"""What the review screen shows: each proposed record beside the public one, field by field."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from commitments import columns, content, rules, wording
from commitments.choices import RecordType, ReviewState
from commitments.content import Content
from commitments.models import Revision, Submission
from commitments.queries import brief, cited, lost, naming, visibility
from commitments.queries.naming import Names
from commitments.queries.words import in_words

LONG = 8
ADDRESSES = ("url", "archived_url")


@dataclass(frozen=True)
class Row:
    """One column: what is public and what is proposed, as lines of text; ``label`` is its name in words."""

    name: str
    label: str
    old: list[str]
    new: list[str]
    changed: bool

    @property
    def pieces(self) -> list[wording.Piece]:
        """Both texts word by word, where one text takes the place of another."""
        both = len(self.old) == len(self.new) == 1
        return wording.compared(self.old[0], self.new[0]) if self.changed and both else []

    @property
    def lines(self) -> list[wording.Piece]:
        """Both lists line by line."""
        return wording.compared_lines(self.old, self.new)

    @property
    def is_long(self) -> bool:
        """Whether what is public is a list too long to be shown beside what changes in it."""
        return len(self.old) > LONG

    @property
    def is_address(self) -> bool:
        """Whether what is proposed can be opened."""
        return self.name in ADDRESSES and self.new[0].startswith(("http://", "https://"))


@dataclass(frozen=True)
class Proposal:
    """One revision of a submission, ready to be read; ``before`` is what is public.

    ``named`` are the records that all of them name, ``lost`` says what it names that has been
    retracted, as long as it is undecided.
    """

    revision: Revision
    record: Any
    before: Content
    rows: list[Row]
    citations: list[cited.Cited]
    is_new: bool
    is_stale: bool
    named: naming.Records = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[Row]:
        """What is to be read: of a change what differs, of a new record all."""
        return [row for row in self.rows if self.is_new or row.changed]

    @property
    def unchanged(self) -> list[Row]:
        """What stays as it is."""
        return [row for row in self.rows if not (self.is_new or row.changed)]

    @property
    def gone(self) -> str:
        """What became of the record meanwhile, in words, where it is public no more."""
        if self.revision.version is not None or self.record is None or self.brings_back:
            return ""
        if self.record.retracted_at:
            return _("This record has been retracted meanwhile. It can't be published.")
        if self.record.merged_into_id:
            return (
                _(
                    "This record has been merged into “%s” meanwhile. It can't be published; its "
                    "author can say there what is new."
                )
                % self.record.merged_into
            )
        return ""

    @property
    def brings_back(self) -> bool:
        """Whether publishing it makes public again what was retracted or merged."""
        return self.record is not None and self.revision.brings_back(self.record)


def desk(user: Any) -> dict[str, int]:
    """How many submissions wait for this user, by what she can do about them, and of all she may read."""
    mine = Q(author=user)
    found = visibility.submissions(Submission.objects.all(), user).aggregate(
        drafts=Count("pk", filter=mine & Q(state=ReviewState.DRAFT)),
        sent_back=Count("pk", filter=mine & Q(state=ReviewState.SENT_BACK)),
        submitted=Count("pk", filter=mine & Q(state=ReviewState.IN_REVIEW)),
        to_review=Count("pk", filter=~mine & Q(state=ReviewState.IN_REVIEW)),
        all_sent_back=Count("pk", filter=Q(state=ReviewState.SENT_BACK)),
        all_in_review=Count("pk", filter=Q(state=ReviewState.IN_REVIEW)),
    )
    if not rules.reviews(user):
        found["to_review"] = 0
    return found


def sent_back_to(user: Any) -> QuerySet[Submission]:
    """What a reviewer asks this author to change, the longest waiting first."""
    mine = Submission.objects.filter(author=user, state=ReviewState.SENT_BACK)
    return mine.order_by("decided_at", "pk")


def to_review(user: Any) -> QuerySet[Submission]:
    """What others have submitted, if this user reviews, the longest waiting first."""
    if not rules.reviews(user):
        return Submission.objects.none()
    waiting = Submission.objects.filter(state=ReviewState.IN_REVIEW).exclude(author=user)
    return waiting.order_by("submitted_at", "pk")


def proposals(
    submission: Submission, revisions: Iterable[Revision] | None = None
) -> list[Proposal]:
    """A submission's revisions, what others name first; the number of queries does not grow with them.

    ``revisions`` are some of them, where there are too many to be read at once. What is undecided
    names records as they are called today, as it will when it is published.
    """
    order = [str(table.record_type) for table in columns.TABLES]
    some = submission.revisions.all() if revisions is None else revisions
    revisions = sorted(some, key=lambda r: (order.index(r.record_type), r.pk))
    records = _records(revisions)
    before = _before(revisions, records)
    back = _brought_back(revisions, records)
    undecided = submission.state != ReviewState.PUBLISHED
    today = _bring_up_to_date(revisions, before, back) if undecided else {}
    contents = [r.content for r in revisions] + list(before.values())
    named = naming.records_in(contents, today)
    names = naming.names_of(named)
    found = []
    for revision in revisions:
        record = records.get((revision.record_type, revision.record_key))
        old = before[revision.pk]
        found.append(
            Proposal(
                revision=revision,
                record=record,
                before=old,
                rows=rows(revision.record_type, old, revision.content, names),
                citations=cited.of(revision.content, named),
                is_new=not old,
                is_stale=revision.version is None
                and record is not None
                and record.version != revision.base_version,
                named=named,
                changed=content.changed_fields(old, revision.content),
                lost=[] if revision.version else lost.named(revision.content, named, back),
            )
        )
    return found


def _brought_back(revisions: list[Revision], records: naming.Records) -> naming.Records:
    """Of the records those that publishing makes public again, by the same keys."""
    keys = [(revision.record_type, revision.record_key) for revision in revisions]
    return {
        key: records[key]
        for key, revision in zip(keys, revisions, strict=True)
        if key in records and revision.brings_back(records[key])
    }


def _bring_up_to_date(
    revisions: list[Revision], before: dict[int, Content], back: naming.Records
) -> naming.Records:
    """Let contents in hand, not those in the database, name what was renamed or merged meanwhile.

    What was merged and comes ``back`` keeps its own name, as it will when it is published.
    """
    contents = [revision.content for revision in revisions] + list(before.values())
    found = naming.records_today(naming.named_in(contents))
    found |= {(kind, one.public_id): one for (kind, _key), one in back.items()}
    called = naming.called_today(found)
    for revision in revisions:
        kind, old = revision.record_type, before[revision.pk]
        revision.content = content.with_names(kind, revision.content, called)
        before[revision.pk] = content.with_names(kind, old, called) if old else {}
    return found


def compare(record_type: str, old: Content, new: Content, known: naming.Records) -> list[Row]:
    """The columns in which two contents of one record differ; ``known`` are records that they name."""
    names = naming.names_of(naming.records_in([old, new], known))
    return [row for row in rows(record_type, old, new, names) if row.changed]


def rows(record_type: str, old: Content, new: Content, names: Names) -> list[Row]:
    """All columns that say something, in the registry's order."""
    table = columns.BY_TYPE[record_type]
    found = []
    for column in table.columns:
        if column.name == "id" and record_type == RecordType.PROGRESS_REPORT:
            continue
        label, words = in_words(table.model, column)
        lines = [_lines(column, one.get(column.name), names, words) for one in (old, new)]
        changed = old.get(column.name) != new.get(column.name)
        found.append(Row(column.name, label, *lines, changed))
    for children in columns.children_of(record_type):
        lines = [_child_lines(children, one.get(children.name), names) for one in (old, new)]
        changed = old.get(children.name) != new.get(children.name)
        label = str(children.model._meta.verbose_name_plural)
        found.append(Row(children.name, label, *lines, changed))
    return [row for row in found if row.old or row.new]


def _lines(column: columns.Column, value: Any, names: Names, words: dict) -> list[str]:
    """A value as lines: relations by name, lists one a line, nothing as no line."""
    if value is None or value in ("", []):
        return []
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    values = value if isinstance(value, list) else [value]
    kind = column.to or (RecordType.PARTY if column.name == "reported_by" else "")
    return [str(words.get(one, names.get((kind, str(one)), one))) for one in values]


def _child_lines(
    children: columns.Children, value: list[Content] | None, names: Names
) -> list[str]:
    first, *others = children.columns
    found = []
    for row in value or []:
        named = names.get((first.to, row[first.name]), row[first.name])
        found.append(" · ".join([named, *(str(row[c.name]) for c in others if row.get(c.name))]))
    return found


def _records(revisions: list[Revision]) -> dict[tuple[str, str], Any]:
    """The records, with what they were merged into: what they are called and what became of them."""
    found = brief.by_key((one.record_type, one.record_key) for one in revisions)
    merged = {key: one for key, one in found.items() if one.merged_into_id}
    into = brief.by_key((kind, str(one.merged_into_id)) for (kind, _key), one in merged.items())
    for (kind, _key), one in merged.items():
        field = one._meta.get_field("merged_into")
        field.set_cached_value(one, into[kind, str(one.merged_into_id)])
    return found


def _before(revisions: list[Revision], records: dict) -> dict[int, Content]:
    """What was public before each revision: the version it replaced or would replace, as it was kept."""
    replaced = {}
    for revision in revisions:
        key = (revision.record_type, revision.record_key)
        now = records[key].version if key in records else 0
        replaced[key] = revision.base_version if revision.version else now
    kept = Revision.objects.filter(
        record_type__in={kind for kind, _key in replaced},
        record_key__in={key for _kind, key in replaced},
        version__in=set(replaced.values()) - {0},
    )
    earlier = {
        (one.record_type, one.record_key): one.content
        for one in kept
        if replaced.get((one.record_type, one.record_key)) == one.version
    }
    missing = {key for key, version in replaced.items() if version and key not in earlier}
    undecided = {(r.record_type, r.record_key) for r in revisions if not r.version}
    earlier |= live(missing & undecided)
    return {r.pk: earlier.get((r.record_type, r.record_key), {}) for r in revisions}


def live(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Content]:
    """What is public of records whose history does not reach back; some queries a kind."""
    wanted = defaultdict(set)
    for kind, key in keys:
        wanted[kind].add(key)
    return {
        (kind, str(record.pk)): content.read(record)
        for kind, pks in wanted.items()
        for record in content.for_reading(
            columns.BY_TYPE[kind].model.objects.filter(pk__in=pks), kind
        )
    }
