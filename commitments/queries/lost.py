"""What a proposed record names that has been retracted meanwhile, in words."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import RecordType
from commitments.content import Content
from commitments.queries import naming


def named(proposed: Content, records: naming.Records, back: Collection[naming.Key]) -> list[str]:
    """One sentence for each retracted record that content names, its citations apart.

    ``back`` are the kinds and keys of those that the same submission makes public again.
    """
    return [
        retracted(record)
        for kind, ids in naming.named_in([proposed]).items()
        for record in [records[kind, one] for one in sorted(ids) if (kind, one) in records]
        if kind != RecordType.SOURCE and record.retracted_at and (kind, str(record.pk)) not in back
    ]


def retracted(record: Any) -> str:
    """What is to be known before something is said of a retracted record."""
    return _(
        "“%(record)s” has been retracted: %(why)s. What names it can't be published before it is "
        "brought back."
    ) % {"record": record, "why": record.retraction_reason.rstrip(".")}
