"""The eight resources: where each takes its rows from, its fields in order, and the lists gathered for it."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from commitments import columns
from commitments.api import related
from commitments.api.fields import (
    CITATIONS,
    PUBLISHED_AT,
    UPDATED_AT,
    VERSION,
    Field,
    Row,
    address,
    listed,
    own,
    page,
    paths_of,
)
from commitments.api.related import Gather
from commitments.filters import DocumentFilter, ParticipationFilter, SearchedSourceFilter
from commitments.models import CommitmentTheme
from summits.choices import PartyKind
from summits.filters import (
    PartyFilter,
    StrictFilterSet,
    SummitFilter,
    ThemeFilter,
)
from summits.models import DocumentTheme, Theme
from summits.text import PlainChar
from summits.wikidata import ITEMS

BATCH = 500
WIKIDATA = {
    "type": ["string", "null"],
    "pattern": "^Q[1-9][0-9]*$",
    "description": "The item of Wikidata about it, where that is known for certain.",
}


@dataclass(frozen=True)
class Resource:
    """One resource. ``identity`` is the path of the identifier, ``lists`` what is gathered for rows,
    ``linked`` writes JSON-LD from the JSON of a detail."""

    name: str
    schema: str
    table: columns.Table
    filters: type[StrictFilterSet]
    detail_filters: type[StrictFilterSet]
    fields: tuple[Field, ...]
    lists: dict[str, Gather] = field(default_factory=dict)
    identity: str = "slug"
    more: tuple[Field, ...] = ()
    more_lists: dict[str, Gather] = field(default_factory=dict)
    linked: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    def published(self) -> QuerySet:
        """The public records, each with its identifier."""
        found = self.table.model.objects.published()
        if self.table is columns.PARTICIPATIONS:
            parts = ("summit__slug", Value("~"), "party__code")
            return found.annotate(slug=Concat(*parts, output_field=PlainChar()))
        return found

    def detailed(self) -> "Resource":
        """The same resource with what only a detail shows."""
        return replace(self, fields=self.fields + self.more, lists=self.lists | self.more_lists)

    @property
    def paths(self) -> list[str]:
        return sorted({"pk", self.identity, *paths_of([*self.fields, *self.flat])})

    @property
    def flat(self) -> list[Field]:
        """The columns of its CSV: the package's first, then the computed ones."""
        own_names = {column.name for column in self.table.columns}
        composite = {name.rpartition("_")[0] for name in own_names if name.endswith("_quantity")}
        computed = [f for f in self.fields if f.name not in own_names | composite]
        return [flat_column(column) for column in self.table.columns] + computed

    def rows(self, found: Iterable[Row], day: datetime.date) -> Iterator[Row]:
        """Rows of values with their lists, gathered some hundred rows at a time."""
        source = iter(found)
        while batch := list(islice(source, BATCH)):
            keys = [row["pk"] for row in batch]
            for name, gather in self.lists.items():
                lists = gather(keys, day)
                for row in batch:
                    row[name] = lists.get(row["pk"], [])
            yield from batch

    def objects(self, found: Iterable[Row], day: datetime.date) -> Iterator[dict[str, Any]]:
        """What JSON shows of rows of values."""
        for row in self.rows(found, day):
            yield {one.name: one.read(row) for one in self.fields}

    def cells(self, found: Iterable[Row], day: datetime.date) -> Iterator[list[Any]]:
        """What CSV shows of rows of values."""
        flat = self.flat
        for row in self.rows(found, day):
            yield [one.cell(row) for one in flat]


def flat_column(column: columns.Column) -> Field:
    """A package column of a table; a reporter is a code or a name there, as in the package."""
    if column.name != "reported_by":
        return own(column)
    party, name = "reported_by_party__code", "reported_by_name"
    return Field(column.name, {}, lambda row: row[party] or row[name], (party, name))


class NoFilter(StrictFilterSet):
    """An address that takes no parameters of its own."""

    def __init__(self, data: Any, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(data, Theme.objects.none() if queryset is None else queryset, **kwargs)


def ground(
    name: str,
    schema: str,
    table: columns.Table,
    filters: type[StrictFilterSet],
    at: Callable[[Row], str],
    *paths: str,
    gather: Gather = related.no_citations,
    **lists: Gather,
) -> Resource:
    """A resource whose fields are its package columns and what every record has."""
    identity = "code" if table is columns.PARTIES else "slug"
    fields = [own(column) for column in table.columns]
    if table is columns.PARTICIPATIONS:
        schema_of_id = {"type": "string", "description": "Identifier: <summit>~<party>."}
        fields.insert(0, Field("id", schema_of_id, lambda row: row["slug"], ("slug",)))
    if "parties" in lists:
        text = "Leads and subscribers, by party."
        fields.append(listed("parties", "DocumentParty", text, flat="party"))
    if table is columns.PARTIES:
        fields.append(Field("wikidata", WIKIDATA, lambda row: ITEMS.get(row["code"]), ("code",)))
    own_address = address(name, lambda row: row[identity], identity)
    fields += [own_address, page(at, *paths), PUBLISHED_AT, UPDATED_AT, VERSION, CITATIONS]
    return Resource(
        name,
        schema,
        table,
        filters,
        NoFilter,
        tuple(fields),
        lists | {"citations": gather},
        identity,
    )


def party_page(row: Row) -> str:
    kind = "countries" if row["kind"] == PartyKind.COUNTRY else "organizations"
    return f"/{kind}/{row['slug']}/"


SUMMITS = ground(
    "summits",
    "Summit",
    columns.SUMMITS,
    SummitFilter,
    lambda row: f"/summits/{row['slug']}/",
    "slug",
    gather=related.citations("summit"),
)
PARTIES = ground(
    "parties",
    "Party",
    columns.PARTIES,
    PartyFilter,
    party_page,
    "kind",
    "slug",
)
PARTICIPATIONS = ground(
    "participations",
    "Participation",
    columns.PARTICIPATIONS,
    ParticipationFilter,
    lambda row: f"/summits/{row['summit__slug']}/",
    "summit__slug",
    gather=related.citations("participation"),
)
DOCUMENTS = ground(
    "documents",
    "Document",
    columns.DOCUMENTS,
    DocumentFilter,
    lambda row: f"/documents/{row['slug']}/",
    "slug",
    gather=related.citations("document"),
    themes=related.themes(DocumentTheme, "document"),
    parties=related.document_parties,
)
THEMES = ground(
    "themes",
    "Theme",
    columns.THEMES,
    ThemeFilter,
    lambda row: f"/themes/{row['slug']}/",
    "slug",
)
SOURCES = ground(
    "sources",
    "Source",
    columns.SOURCES,
    SearchedSourceFilter,
    lambda row: f"/sources/{row['slug']}/",
    "slug",
)
COMMITMENT_THEMES = related.themes(CommitmentTheme, "commitment")
