"""What an editor sees of work that is not public: all of it, or only her own where her account is limited."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from commitments import columns, rules
from commitments.choices import ReviewState
from commitments.models import Revision, Submission


class _Sight:
    """What one user sees of others' work; each part is looked up once a request, if it is asked for."""

    def __init__(self, user: Any) -> None:
        self._user = user

    @cached_property
    def parties(self) -> set[str]:
        return rules.limited_to(self._user)

    @cached_property
    def drafts(self) -> dict[str, list[str]]:
        """By kind, the keys of the records that the user has undecided drafts of."""
        undecided = Revision.objects.filter(submission__author=self._user)
        undecided = undecided.exclude(submission__state=ReviewState.PUBLISHED)
        found: dict[str, list[str]] = defaultdict(list)
        for kind, key in undecided.values_list("record_type", "record_key"):
            found[kind].append(key)
        return found


def _sight(user: Any) -> _Sight:
    if not hasattr(user, "_sight"):
        user._sight = _Sight(user)
    return user._sight


def limited_to(user: Any) -> set[str]:
    """The parties that a user is limited to, none for no limit; looked up once a request."""
    return _sight(user).parties


def sees_own_only(user: Any) -> bool:
    """Whether others' drafts and submissions are kept from this user."""
    return bool(limited_to(user))


def records(rows: QuerySet, user: Any) -> QuerySet:
    """Of these records, those that have been public, and never public ones that are the user's."""
    if not sees_own_only(user):
        return rows
    table = next(table for table in columns.TABLES if table.model is rows.model)
    return rows.filter(Q(version__gt=0) | Q(pk__in=_sight(user).drafts.get(table.record_type, [])))


def sees(record: Any, user: Any) -> bool:
    """Whether a record that has been read is one of those."""
    if not sees_own_only(user) or record.version > 0:
        return True
    return str(record.pk) in _sight(user).drafts.get(columns.record_type_of(record), [])


def submissions(rows: QuerySet[Submission], user: Any) -> QuerySet[Submission]:
    """Of these submissions, those that the user may read."""
    return rows.filter(author=user) if sees_own_only(user) else rows
