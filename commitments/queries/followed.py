"""The public changes that belong to one country, summit or theme, for those who follow it."""

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from commitments.choices import RecordType
from commitments.models import Commitment, FormerSlug
from commitments.queries import log
from summits.models import Document, Participation, Party, Summit, Theme


def of_party(party: Party) -> QuerySet:
    """Changes of a party, of its participations, and of the promises with a part of it."""
    promises = _once_public(Commitment).filter(parts__party=party)
    came = _once_public(Participation).filter(party=party)
    return _changes(
        _of(RecordType.PARTY, party), _in(RecordType.PARTICIPATION, came), _of_promises(promises)
    )


def of_summit(summit: Summit) -> QuerySet:
    """Changes of a summit, of who came, of its documents and of the promises that belong to it."""
    return _changes(
        _of(RecordType.SUMMIT, summit),
        _in(RecordType.PARTICIPATION, _once_public(Participation).filter(summit=summit)),
        _in(RecordType.DOCUMENT, _once_public(Document).filter(summit=summit)),
        _of_promises(_once_public(Commitment).filter(summit=summit)),
    )


def of_theme(theme: Theme) -> QuerySet:
    """Changes of a theme and of the promises on it."""
    promises = _once_public(Commitment).filter(commitment_themes__theme=theme)
    return _changes(_of(RecordType.THEME, theme), _of_promises(promises))


def _changes(*of_any: Q) -> QuerySet:
    found = Q()
    for one in of_any:
        found |= one
    return log.changes().filter(found)


def _once_public(model: type) -> QuerySet:
    """Records that are public or were: those who follow are told of a retraction too."""
    return model.objects.filter(version__gt=0)  # type: ignore[attr-defined]


def _of(record_type: RecordType, record: Party | Summit | Theme) -> Q:
    return Q(record_type=record_type, record_key=str(record.pk))


def _in(record_type: RecordType, rows: QuerySet) -> Q:
    keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
    return Q(record_type=record_type, record_key__in=keys)


def _of_promises(promises: QuerySet) -> Q:
    """Changes of promises and of their reports, which name their promise by its slug of then."""
    keys = promises.order_by().annotate(key=Cast("pk", CharField())).values("key")
    former = FormerSlug.objects.filter(record_type=RecordType.COMMITMENT, record_key__in=keys)
    reports = Q(commitment_id__in=promises.order_by().values("slug"))
    reports |= Q(commitment_id__in=former.values("slug"))
    return _in(RecordType.COMMITMENT, promises) | (
        Q(record_type=RecordType.PROGRESS_REPORT) & reports
    )
