"""What a load or an import knows of records: those there are, and those that it is about to make public."""

from typing import Any, NamedTuple

from commitments import columns
from commitments.actions import checks
from commitments.choices import RecordType
from commitments.columns import Table
from commitments.models import FormerSlug

NOT_YET = -1


class Found(NamedTuple):
    """A record by its key in the database (NOT_YET: to be written) and whether it is public."""

    pk: Any
    public: bool

    @property
    def is_written(self) -> bool:
        return self.pk != NOT_YET


class Known:
    """Answers what checks.problems asks, and finds what rows name.

    Reports are left out: nothing names them, and there may be a great many.
    """

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Found]] = {
            table.record_type: {} for table in columns.TABLES
        }
        self.wider: dict[str, str | None] = {}
        self.parties: dict[str, set[str]] = {}
        self.live = checks.Live()
        self.former: set[tuple[str, str]] = set()

    def promise(self, table: Table, public_id: str) -> None:
        """Take a record of the package as public: it will be, or the load fails as a whole."""
        held = self.find(table.record_type, public_id)
        pk = held.pk if held else NOT_YET
        self.records[table.record_type][public_id] = Found(pk, public=True)

    def find(self, record_type: str, public_id: str) -> Found | None:
        return self.records[record_type].get(public_id)

    def is_public(self, record_type: str, public_id: str) -> bool:
        found = self.find(record_type, public_id)
        return found is not None and found.public

    def is_party(self, code: str) -> bool:
        return self.find(RecordType.PARTY, code) is not None

    def parties_of(self, commitment: str) -> set[str]:
        if commitment not in self.parties:
            self.parties[commitment] = self.live.parties_of(commitment)
        return self.parties[commitment]

    def implements(self, commitment: str) -> str | None:
        if commitment not in self.wider:
            self.wider[commitment] = self.live.implements(commitment)
        return self.wider[commitment]

    def was_renamed(self, record_type: str, slug: str) -> bool:
        return (record_type, slug) in self.former

    def reported_on(self, commitment: str) -> set[str]:
        held = self.find(RecordType.COMMITMENT, commitment)
        return self.live.reported_on(commitment) if held and held.is_written else set()


class Everything(Known):
    """What a load knows: all that is in the database, read once."""

    def __init__(self) -> None:
        super().__init__()
        self.former = set(FormerSlug.objects.values_list("record_type", "slug"))
        for table in columns.TABLES:
            if table is not columns.PROGRESS_REPORTS:
                self._read(table)

    def _read(self, table: Table) -> None:
        """The records of a table that are in the database already."""
        names = [f.field for f in (table.column(name) for name in table.identity)]
        if table.record_type == RecordType.PARTICIPATION:
            names = ["summit__slug", "party__code"]
        public = set(table.model.objects.published().values_list("pk", flat=True))
        found = self.records[table.record_type]
        for pk, *identity in table.model.objects.values_list("pk", *names).iterator():
            found["~".join(identity)] = Found(pk, pk in public)
