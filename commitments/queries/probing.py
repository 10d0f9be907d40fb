"""Whether rows belong to a row, looked up one by one.

``Exists`` says the same, but lets PostgreSQL read whole tables and compare them where a look into an index
would do; of a scalar it cannot. For selections of few rows beside large tables.
"""

from django.db.models import QuerySet, Subquery
from django.db.models.lookups import IsNull


def some(rows: QuerySet) -> IsNull:
    """That there is one of these rows."""
    return IsNull(_first(rows), False)  # noqa: FBT003 - the value that is compared


def none(rows: QuerySet) -> IsNull:
    """That there is none."""
    return IsNull(_first(rows), True)  # noqa: FBT003 - the value that is compared


def _first(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values("pk")[:1])
