"""Counts that end early: nobody reads a heap of a hundred thousand rows to its end."""

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commitments.models import User

MOST = 1000


class Count(int):
    """How many there are, as far as they were counted; what lies beyond is said in words."""

    is_more = False

    def __new__(cls, found: int, most: int) -> "Count":
        count = super().__new__(cls, min(found, most))
        count.is_more = found > most
        return count

    def __str__(self) -> str:
        number = int.__str__(self)
        if not self.is_more:
            return number
        return _("more than %s") % number_format(int(self), use_l10n=True, force_grouping=True)


class Counted(Subquery):
    """The number of rows of a selection, as a column of something else."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def at_most(rows: QuerySet, most: int) -> Count:
    """How many rows a selection has, read as far as ``most``."""
    return Count(rows.order_by().values("pk")[: most + 1].count(), most)


def by_key_if_few(rows: QuerySet) -> QuerySet:
    """The same rows; up to a thousand by their keys, so that what is hard to find is looked for once."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST + 1])
    return rows if len(keys) > MOST else rows.filter(pk__in=keys)


def several(rows: Mapping[str, QuerySet], user: Any) -> dict[str, Count]:
    """The same of several selections, in one query: each is a column beside a row that is there."""
    columns = {name: Counted(one.order_by().values("pk")[: MOST + 1]) for name, one in rows.items()}
    found = User.objects.filter(pk=user.pk).values_list(*columns.values())
    return {name: Count(count, MOST) for name, count in zip(columns, found.get(), strict=True)}
