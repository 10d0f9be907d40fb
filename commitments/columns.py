"""The column registry: every public table and column, its type, description and place in the models.

Revisions, the data package, CSV and JSON, the loader and the data dictionary all read it.
"""

from dataclasses import dataclass

from commitments import choices, models
from commitments.choices import RecordType
from summits import choices as ground
from summits import models as ground_models

TEXT, SLUG, INTEGER, DECIMAL, BOOLEAN = "text", "slug", "integer", "decimal", "boolean"
DAY, PARTIAL, REF, REFS, NAMES = "day", "partial", "ref", "refs", "names"


@dataclass(frozen=True)
class Column:
    """One column. ``attr`` is the model's attribute, ``to`` the record type that a REF or REFS names.

    A column with ``extra`` is written to a package only when some row has a value.
    """

    name: str
    type: str
    description: str
    attr: str = ""
    to: str = ""
    extra: bool = False
    default: object = None
    enum: tuple[str, ...] = ()
    required: bool = False

    @property
    def field(self) -> str:
        return self.attr or self.name


@dataclass(frozen=True)
class Table:
    """One table of records: its name in the package and the API, its model and its columns.

    ``identity`` lists the columns that together identify a row.
    """

    name: str
    record_type: str
    model: type
    title: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ("id",)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Children:
    """Rows that are content of a record: its parts, its leads and subscribers, its citations."""

    name: str
    model: type
    parent: str
    related: str
    columns: tuple[Column, ...]


def col(name, kind, description, **options):
    return Column(name, kind, description, **options)


def _values(enum) -> tuple[str, ...]:
    return tuple(enum.values)


WRITTEN = " A year, a month or a day: 2016, 2016-03 or 2016-03-18."

SUMMITS = Table(
    "summits",
    RecordType.SUMMIT,
    ground_models.Summit,
    "The summits",
    (
        col("id", SLUG, "Slug of the summit.", attr="slug", required=True),
        col("name", TEXT, "Name.", required=True),
        col("edition", INTEGER, "Number of the summit, from 1.", required=True),
        col("host", REF, "Host party.", to=RecordType.PARTY, required=True),
        col("city", TEXT, "City.", required=True),
        col("venue", TEXT, "Venue."),
        col("start_on", DAY, "First day.", required=True),
        col("end_on", DAY, "Last day.", required=True),
        col("summary", TEXT, "What the summit did.", required=True),
    ),
)
PARTIES = Table(
    "parties",
    RecordType.PARTY,
    ground_models.Party,
    "Countries and organisations",
    (
        col(
            "id",
            SLUG,
            "ISO 3166-1 alpha-3 code, or short name of an organisation.",
            attr="code",
            required=True,
        ),
        col(
            "kind", TEXT, "Country or organisation.", enum=_values(ground.PartyKind), required=True
        ),
        col("name", TEXT, "Short name.", required=True),
        col("official_name", TEXT, "Official name.", required=True),
        col("iso2", TEXT, "ISO 3166-1 alpha-2 code of a country."),
        col("region", TEXT, "Region in the United Nations geoscheme (M49)."),
        col("slug", TEXT, "Slug for addresses.", required=True),
    ),
)
PARTICIPATIONS = Table(
    "participations",
    RecordType.PARTICIPATION,
    ground_models.Participation,
    "Who was invited to which summit, who came and who led the delegation",
    (
        col("summit", REF, "Summit.", to=RecordType.SUMMIT, required=True),
        col("party", REF, "Party.", to=RecordType.PARTY, required=True),
        col("attended", BOOLEAN, "Whether the party took part.", required=True),
        col("head_name", TEXT, "Head of delegation, where known."),
        col("head_title", TEXT, "Office of the head of delegation."),
        col("head_level", TEXT, "Level of the head of delegation.", enum=_values(ground.HeadLevel)),
        col("note", TEXT, "Remark."),
    ),
    identity=("summit", "party"),
)
DOCUMENTS = Table(
    "documents",
    RecordType.DOCUMENT,
    ground_models.Document,
    "Communiqués, work plans, action plans and joint statements",
    (
        col("id", SLUG, "Slug of the document.", attr="slug", required=True),
        col("summit", REF, "Summit.", to=RecordType.SUMMIT, required=True),
        col("kind", TEXT, "Kind of document.", enum=_values(ground.DocumentKind), required=True),
        col("title", TEXT, "Title.", required=True),
        col("number", TEXT, "Number of the IAEA circular, if there is one."),
        col("adopted_on", PARTIAL, "Date of adoption." + WRITTEN, required=True),
        col(
            "themes",
            REFS,
            "Themes, in order.",
            attr="document_themes",
            to=RecordType.THEME,
            required=True,
        ),
        col("summary", TEXT, "Contents in a few words.", required=True),
    ),
)
THEMES = Table(
    "themes",
    RecordType.THEME,
    ground_models.Theme,
    "Themes of nuclear security",
    (
        col("id", SLUG, "Slug of the theme.", attr="slug", required=True),
        col("name", TEXT, "Name.", required=True),
        col("description", TEXT, "What belongs under it.", required=True),
    ),
)
COMMITMENTS = Table(
    "commitments",
    RecordType.COMMITMENT,
    models.Commitment,
    "Promises made at or around the summits",
    (
        col("id", SLUG, "Slug of the commitment.", attr="slug", required=True),
        col(
            "kind",
            TEXT,
            "Who promised: one party, two, a group, or all participants.",
            enum=_values(choices.CommitmentKind),
            required=True,
        ),
        col("summit", REF, "Summit it belongs to.", to=RecordType.SUMMIT, required=True),
        col("document", REF, "Document it was made in, if recorded.", to=RecordType.DOCUMENT),
        col(
            "implements",
            REF,
            "Wider commitment that it carries out, if any.",
            to=RecordType.COMMITMENT,
        ),
        col("title", TEXT, "What is to be done.", required=True),
        col("summary", TEXT, "What was promised.", required=True),
        col(
            "promise_known_from",
            TEXT,
            "stated: known from a source of its time; reported: known only from a later report.",
            enum=_values(choices.KnownFrom),
            required=True,
        ),
        col("made_on", PARTIAL, "When the promise was made." + WRITTEN, required=True),
        col("target_date", PARTIAL, "By when." + WRITTEN),
        col("target_quantity", DECIMAL, "How much."),
        col("target_unit", TEXT, "Unit of the quantity."),
        col(
            "themes",
            REFS,
            "Themes, in order.",
            attr="commitment_themes",
            to=RecordType.THEME,
            required=True,
        ),
        col("done_when", TEXT, "What would count as done.", extra=True),
        col("assessable", BOOLEAN, "Whether the promise can be judged.", extra=True, default=True),
        col("not_assessable_why", TEXT, "Why it cannot be judged.", extra=True),
    ),
)
PROGRESS_REPORTS = Table(
    "progress_reports",
    RecordType.PROGRESS_REPORT,
    models.ProgressReport,
    "Dated reports on how a commitment stands",
    (
        col("id", SLUG, "UUID of the report.", required=True),
        col("commitment", REF, "Commitment.", to=RecordType.COMMITMENT, required=True),
        col("party", REF, "Set where the report is about one party's part.", to=RecordType.PARTY),
        col("date", PARTIAL, "Date of the state reported." + WRITTEN, required=True),
        col(
            "status",
            TEXT,
            "Status reported.",
            required=True,
            enum=tuple(choice.value for choice in choices.REPORTABLE),
        ),
        col("basis", TEXT, "How we know.", enum=_values(choices.Basis), required=True),
        col("summary", TEXT, "What was reported.", required=True),
        col("measure_quantity", DECIMAL, "A measured quantity."),
        col("measure_unit", TEXT, "Its unit."),
        col(
            "reported_by",
            TEXT,
            "Code of the reporting party, else the reporter's name.",
            required=True,
        ),
    ),
)
SOURCES = Table(
    "sources",
    RecordType.SOURCE,
    ground_models.Source,
    "Publications that support the records",
    (
        col("id", SLUG, "Slug of the source.", attr="slug", required=True),
        col("title", TEXT, "Title.", required=True),
        col("publisher", TEXT, "Publisher.", required=True),
        col("authors", NAMES, "Authors, in order."),
        col("published_on", PARTIAL, "Date of publication, where known." + WRITTEN),
        col("url", TEXT, "Address where it was read."),
        col("kind", TEXT, "Kind of source.", enum=_values(ground.SourceKind), required=True),
        col("language", TEXT, "ISO 639-1 code.", required=True),
        col("archived_url", TEXT, "Address of an archived copy.", extra=True),
    ),
)

MEMBERSHIP = (
    col("joined_on", PARTIAL, "When a later party joined; empty: from the start." + WRITTEN),
    col("left_on", PARTIAL, "When it left." + WRITTEN),
)
PARTY_REF = col("party", REF, "Party.", to=RecordType.PARTY, required=True)
DOCUMENT_PARTIES = Children(
    "parties",
    ground_models.DocumentParty,
    "document",
    "document_parties",
    (
        PARTY_REF,
        col("role", TEXT, "Lead or subscriber.", enum=_values(ground.DocumentRole), required=True),
        *MEMBERSHIP,
    ),
)
COMMITMENT_PARTIES = Children(
    "parties",
    models.Part,
    "commitment",
    "parts",
    (
        PARTY_REF,
        col(
            "role",
            TEXT,
            "Lead, partner or subscriber.",
            required=True,
            enum=_values(choices.PartyRole),
        ),
        *MEMBERSHIP,
    ),
)
CITATIONS = (
    col("source", REF, "Source.", to=RecordType.SOURCE, required=True),
    col("locator", TEXT, "Place in the source or what it shows."),
)

# in the order in which they are loaded: what a row names stands before it
TABLES = (
    PARTIES,
    THEMES,
    SOURCES,
    SUMMITS,
    PARTICIPATIONS,
    DOCUMENTS,
    COMMITMENTS,
    PROGRESS_REPORTS,
)
BY_TYPE = {table.record_type: table for table in TABLES}
BY_NAME = {table.name: table for table in TABLES}


def children_of(record_type: str) -> tuple[Children, ...]:
    """What a record of this type contains besides its columns."""
    found = []
    if record_type == RecordType.DOCUMENT:
        found.append(DOCUMENT_PARTIES)
    if record_type == RecordType.COMMITMENT:
        found.append(COMMITMENT_PARTIES)
    if record_type in models.CITED:
        found.append(
            Children("citations", models.Citation, str(record_type), "citations", CITATIONS)
        )
    return tuple(found)


def record_type_of(record) -> str:
    """The record type of an instance."""
    return next(table.record_type for table in TABLES if isinstance(record, table.model))
