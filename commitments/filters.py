"""The parameters of lists that name other records, shared by page, API and download."""

import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import columns
from commitments.choices import REPORTABLE, Basis, CommitmentKind, PartyRole, RecordType, Status
from commitments.models import Check, Commitment, Part, ProgressReport
from commitments.models.selection import part_on
from commitments.queries import log, lookup, searchable
from summits.choices import DocumentKind
from summits.filters import (
    ManyFilter,
    OneFilter,
    SourceFilter,
    StrictFilterSet,
    by_id,
    matching,
    of,
    ordering_filter,
    parse_day,
    parse_moment,
    parse_past_day,
    read_boolean,
    read_text,
    regions,
    retracted,
    unlisted,
    updated,
)
from summits.models import DocumentParty, DocumentTheme, Party
from summits.partial_dates import today

STATUS = _("status")
PARTY = _("party")
SUMMIT = _("summit")
THEME = _("theme")
COMMITMENT = _("commitment")
BY_STANDING = {"status", "basis", "overdue", "assessments_differ", "reported_since"}


def named(record_type: RecordType, what: Any) -> ManyFilter:
    """A filter on public records by identifier; one of before a renaming or a merge means the
    record of today (rule R9)."""
    model, field = columns.BY_TYPE[record_type].model, lookup.identifier(record_type)
    return by_id(model, field, what, moved=lambda ids: lookup.led_to(record_type, ids))


def read_commitment(text: str) -> Any:
    """Read a commitment's identifier, of today or of before (rule R9); its primary key.

    Raises ValidationError for one that is not public.
    """
    found = Commitment.objects.published().filter(slug=text).values_list("pk", flat=True).first()
    moved = {text: found} if found else lookup.led_to(RecordType.COMMITMENT, [text])
    if text not in moved:
        raise unlisted(text, COMMITMENT)
    if moved[text] is None:
        raise retracted(text, COMMITMENT)
    return moved[text]


def read_reporter(text: str) -> Q:
    """Read who reported (rule R16): a party's code, or a name that a public report bears, whole.

    Raises ValueError with a sentence for anybody else.
    """
    name = ProgressReport.objects.published().filter(reported_by_name=text)
    if not (Party.objects.published().filter(code=text).exists() or name.exists()):
        raise ValueError(
            gettext(
                "“%s” is neither a party’s code nor the whole name of somebody who has reported."
            )
            % text[:60]
        )
    return Q(reported_by_party__code=text) | Q(reported_by_name=text)


def with_words(found: QuerySet, chosen: dict[str, Any], record_type: RecordType) -> QuerySet:
    """The rows in which each word of ``q`` occurs, as on the search page."""
    for word in chosen.get("q", "").split():
        found = found.filter(searchable.occurs(word, record_type))
    return found


def changed_since(since: datetime.datetime) -> Q:
    """That a commitment has changed, or its reports or checks, one that has left it for another included."""
    mine = {"commitment": OuterRef("pk")}
    reports = ProgressReport.objects.filter(**mine, updated_at__gte=since)
    checks = Check.objects.filter(**mine, created_at__gte=since)
    key = Cast(OuterRef("pk"), CharField())
    told = log.changes().filter(record_type=RecordType.COMMITMENT, record_key=key, at__gte=since)
    return Q(updated_at__gte=since) | Exists(reports) | Exists(checks) | Exists(told)


class AsOf:
    """What a FilterSet with an ``as_of`` parameter knows of the day asked for."""

    @property
    def day(self) -> datetime.date:
        """The day asked for: ``as_of``, or today."""
        return self.chosen.get("as_of") or today()


class CommitmentFilter(AsOf, StrictFilterSet):
    """Parameters of every selection of commitments. ``qs`` is gated, as of the day, and annotated."""

    orderings = {
        "id": "slug",
        "title": "title",
        "made_on": "made_on_last",
        "target_date": "target_key",
        "updated_at": "updated_at",
    }
    party = named(RecordType.PARTY, PARTY)
    role = of(PartyRole, _("role"))
    region = ManyFilter(allowed=regions, what=_("region"))
    summit = named(RecordType.SUMMIT, SUMMIT)
    theme = named(RecordType.THEME, THEME)
    kind = of(CommitmentKind, _("kind of commitment"))
    status = of(Status, STATUS)
    basis = of(Basis, _("basis"))
    document = named(RecordType.DOCUMENT, _("document"))
    overdue = OneFilter(read=read_boolean)
    assessments_differ = OneFilter(read=read_boolean)
    assessable = OneFilter(read=read_boolean)
    made_after = OneFilter(read=parse_day)
    made_before = OneFilter(read=parse_day)
    reported_since = OneFilter(read=parse_day)
    updated_since = OneFilter(read=parse_moment)
    q = OneFilter(read=read_text)
    as_of = OneFilter(read=parse_past_day)
    ordering = ordering_filter(orderings)

    def __init__(self, data, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        found = Commitment.objects.published() if queryset is None else queryset
        super().__init__(data, found, **kwargs)

    @property
    def party_pk(self) -> int | None:
        """The one party asked for, whose part ``status`` and ``basis`` then mean; else None."""
        parties = self.chosen.get("party", [])
        return parties[0] if len(parties) == 1 else None

    @property
    def goes_by_standing(self) -> bool:
        """Whether it selects by what became of promises, so that a share of it would be of itself."""
        return bool(BY_STANDING & self.chosen.keys())

    @property
    def status_field(self) -> str:
        """The annotation that ``status`` means here: of the one party's part, or of the whole."""
        return "part_status" if self.party_pk else "status"

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen
        found = queryset.made_by(self.day).with_standing(self.day)
        if self.party_pk:
            found = found.with_part_standing(self.party_pk, self.day)
        found = self.by_parts(found, part_on(self.day))
        found = matching(
            found,
            chosen,
            summit="summit",
            kind="kind",
            document="document",
            status=self.status_field,
            basis="part_basis" if self.party_pk else "basis",
        )
        if "theme" in chosen:
            found = found.filter(Exists(self._themes(chosen["theme"])))
        for name in ("overdue", "assessments_differ", "assessable"):
            if name in chosen:
                found = found.filter(**{name: chosen[name]})
        found = with_words(self._by_dates(found), chosen, RecordType.COMMITMENT)
        return found.annotate(target_key=Coalesce("target_date_last", Value(self._no_target())))

    def by_parts(self, found: QuerySet, when: Q) -> QuerySet:
        """Commitments with a part of the party, and one of a party of the region, in the role asked for.

        ``when`` says which parts count: those of a day, or of days.
        """
        parts = Part.objects.filter(when, commitment=OuterRef("pk"))
        parts = matching(parts, self.chosen, role="role")
        whose = {"party": "party", "region": "party__region"}
        asked = [{name: whose[name]} for name in whose if name in self.chosen]
        for fields in asked or [{}] * ("role" in self.chosen):
            found = found.filter(Exists(matching(parts, self.chosen, **fields)))
        return found

    @staticmethod
    def _themes(themes: list[int]) -> QuerySet:
        rows = Commitment.themes.through.objects
        return rows.filter(commitment=OuterRef("pk"), theme__in=themes)

    def _by_dates(self, found: QuerySet) -> QuerySet:
        chosen = self.chosen
        if "made_after" in chosen:
            found = found.filter(made_on_last__gte=chosen["made_after"])
        if "made_before" in chosen:
            found = found.filter(made_on_last__lte=chosen["made_before"])
        if "reported_since" in chosen:
            found = found.filter(latest_report_on_last__gte=chosen["reported_since"])
        if "updated_since" in chosen:
            found = found.filter(changed_since(chosen["updated_since"]))
        return found

    def _no_target(self) -> datetime.date:
        """Where promises without a target date are sorted: last, upwards and downwards."""
        return datetime.date.min if self.order[1] else datetime.date.max

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """What a reader may sort by, with words."""
        return [
            ("id", _("identifier")),
            ("title", _("title")),
            ("-made_on", _("newest promise first")),
            ("made_on", _("oldest promise first")),
            ("target_date", _("target date")),
            ("-updated_at", _("latest change first")),
        ]


class ReportFilter(AsOf, StrictFilterSet):
    """Parameters of the list of progress reports."""

    default_ordering = "-date"
    orderings = {"id": "pk", "date": "date_last", "updated_at": "updated_at"}
    commitment = OneFilter(read=read_commitment)
    party = named(RecordType.PARTY, PARTY)
    status = ManyFilter(
        allowed=lambda: {choice.value: choice.value for choice in REPORTABLE}, what=STATUS
    )
    basis = of(Basis, _("basis"))
    reported_by = OneFilter(read=read_reporter)
    date_after = OneFilter(read=parse_day)
    date_before = OneFilter(read=parse_day)
    updated_since = OneFilter(read=parse_moment)
    as_of = OneFilter(read=parse_past_day)
    ordering = ordering_filter(orderings)

    def __init__(self, data, queryset: QuerySet | None = None, **kwargs: Any) -> None:
        found = ProgressReport.objects.published() if queryset is None else queryset
        super().__init__(data, found, **kwargs)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen
        found = queryset.filter(date_last__lte=self.day, commitment__made_on_last__lte=self.day)
        found = matching(found, chosen, party="party", status="status", basis="basis")
        if "commitment" in chosen:
            found = found.filter(commitment=chosen["commitment"])
        if "reported_by" in chosen:
            found = found.filter(chosen["reported_by"])
        if "date_after" in chosen:
            found = found.filter(date_last__gte=chosen["date_after"])
        if "date_before" in chosen:
            found = found.filter(date_last__lte=chosen["date_before"])
        return updated(found, chosen)


class ParticipationFilter(StrictFilterSet):
    """Parameters of the list of participations."""

    summit = named(RecordType.SUMMIT, SUMMIT)
    party = named(RecordType.PARTY, PARTY)
    attended = OneFilter(read=read_boolean)
    ordering = ordering_filter({"id": "slug"})
    updated_since = OneFilter(read=parse_moment)

    def filter_queryset(self, queryset):
        found = matching(queryset, self.chosen, summit="summit", party="party")
        if "attended" in self.chosen:
            found = found.filter(attended=self.chosen["attended"])
        return updated(found, self.chosen)


class DocumentFilter(StrictFilterSet):
    """Parameters of the list of documents."""

    orderings = {"id": "slug", "title": "title", "adopted_on": "adopted_on_last"}
    summit = named(RecordType.SUMMIT, SUMMIT)
    kind = of(DocumentKind, _("kind of document"))
    theme = named(RecordType.THEME, THEME)
    party = named(RecordType.PARTY, PARTY)
    ordering = ordering_filter(orderings)
    updated_since = OneFilter(read=parse_moment)

    def filter_queryset(self, queryset):
        found = matching(queryset, self.chosen, summit="summit", kind="kind")
        for name, rows in (("theme", DocumentTheme), ("party", DocumentParty)):
            if name in self.chosen:
                named = rows.objects.filter(document=OuterRef("pk"))
                found = found.filter(Exists(matching(named, self.chosen, **{name: name})))
        return updated(found, self.chosen)


class DocumentsOnDay(AsOf, DocumentFilter):
    """The parameters of the page of documents, whose order is that of their adoption."""

    default_ordering = "adopted_on"
    as_of = OneFilter(read=parse_past_day)

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """What a reader may sort by, with words."""
        return [
            ("adopted_on", _("oldest document first")),
            ("-adopted_on", _("newest document first")),
            ("title", _("title")),
        ]


class SearchedSourceFilter(SourceFilter):
    """The same list, searched for words."""

    q = OneFilter(read=read_text)

    def filter_queryset(self, queryset):
        return with_words(super().filter_queryset(queryset), self.chosen, RecordType.SOURCE)


class SourcesByTitle(SearchedSourceFilter):
    """The parameters of the page of sources, whose order is that of their titles."""

    default_ordering = "title"

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """What a reader may sort by, with words."""
        return [
            ("title", _("title")),
            ("-published_on", _("newest source first")),
            ("published_on", _("oldest source first")),
        ]


class DayFilter(AsOf, StrictFilterSet):
    """The one parameter of pages that show a record on a day; it selects nothing by itself."""

    as_of = OneFilter(read=parse_past_day)

    def __init__(self, data, **kwargs: Any) -> None:
        super().__init__(data, Commitment.objects.none(), **kwargs)


class CompareFilter(DayFilter):
    """The parameters of the page that sets parties side by side; it selects nothing by itself."""

    party = named(RecordType.PARTY, PARTY)


def read_searched(text: str) -> str:
    """Read a kind of record that can be searched for; raise ValueError with a sentence for any other."""
    if text not in searchable.FIELDS:
        raise ValueError(
            gettext("“%(value)s” is not a kind of record that is searched. Use %(allowed)s.")
            % {"value": text[:40], "allowed": ", ".join(searchable.FIELDS)}
        )
    return text


class SearchFilter(StrictFilterSet):
    """The parameters of the search page; what is found may be of any day."""

    q = OneFilter(read=read_text)
    kind = OneFilter(read=read_searched)

    def __init__(self, data, **kwargs: Any) -> None:
        super().__init__(data, Commitment.objects.none(), **kwargs)
