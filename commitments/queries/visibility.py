"""What an editor sees of work that is not public: all of it, or only her own where her account is limited."""

from typing import Any

from django.db.models import Q, QuerySet

from commitments import columns, rules
from commitments.choices import ReviewState
from commitments.models import Revision, Submission


def limited_to(user: Any) -> set[str]:
    """The parties that a user is limited to, none for no limit; looked up once a request."""
    if not hasattr(user, "_limited_to"):
        user._limited_to = rules.limited_to(user)
    return user._limited_to


def sees_own_only(user: Any) -> bool:
    """Whether others' drafts and submissions are kept from this user."""
    return bool(limited_to(user))


def records(rows: QuerySet, user: Any) -> QuerySet:
    """Of these records, those that have been public, and never public ones that are the user's."""
    if not sees_own_only(user):
        return rows
    table = next(table for table in columns.TABLES if table.model is rows.model)
    return rows.filter(Q(version__gt=0) | Q(pk__in=_own(user, table.record_type)))


def sees(record: Any, user: Any) -> bool:
    """Whether a record that has been read is one of those."""
    if not sees_own_only(user) or record.version > 0:
        return True
    return str(record.pk) in _own(user, columns.record_type_of(record))


def _own(user: Any, record_type: str) -> list[str]:
    """The keys of the records that a user has undecided drafts of; looked up once a request."""
    if not hasattr(user, "_own_drafts"):
        undecided = Revision.objects.filter(submission__author=user)
        undecided = undecided.exclude(submission__state=ReviewState.PUBLISHED)
        user._own_drafts = list(undecided.values_list("record_type", "record_key"))
    return [key for kind, key in user._own_drafts if kind == record_type]


def submissions(rows: QuerySet[Submission], user: Any) -> QuerySet[Submission]:
    """Of these submissions, those that the user may read."""
    return rows.filter(author=user) if sees_own_only(user) else rows
