"""What stands in the live tables around some proposed contents, as publishing asks for it, in one query."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

from commitments.choices import RecordType
from commitments.models import Commitment, FormerSlug, ProgressReport, Revision

FORMER, TOLD, PARTS, WIDER = "former", "told", "parts", "wider"
Facts = dict[tuple[str, str], set[str]]


def facts(revisions: Iterable[Revision]) -> Facts:
    """By what is asked and of which record.

    FORMER: kinds of record that a new slug belonged to. TOLD: parties whose parts public reports on a
    pledge are about. PARTS: those with a part in a pledge that is reported on. WIDER: what it implements.
    """
    new, old, about, wider = set(), set(), set(), set()
    for one in revisions:
        content = one.content
        if one.record_type == RecordType.PROGRESS_REPORT:
            about |= {content["commitment"]} if content["party"] else set()
        elif not one.base_version:
            new.add(content.get("id"))
        elif one.record_type == RecordType.COMMITMENT:
            old.add(content["id"])
            wider.add(content["implements"])
    told = ProgressReport.objects.published().filter(party__isnull=False)
    pledges = Commitment.objects
    asked = [
        (FORMER, FormerSlug.objects.filter(slug__in=new - {None}), "slug", "record_type"),
        (TOLD, told.filter(commitment__slug__in=old), "commitment__slug", "party__code"),
        (PARTS, pledges.filter(slug__in=about), "slug", "parts__party__code"),
        (WIDER, pledges.filter(slug__in=wider - {None}), "slug", "implements__slug"),
    ]
    found: Facts = defaultdict(set)
    first, *others = (_rows(*one) for one in asked)
    for fact, key, value in first.union(*others, all=True):
        found[fact, key].add(value)
    return found


def _rows(fact: str, rows: QuerySet, *names: str) -> QuerySet:
    held = (Cast(name, TextField()) for name in names)
    return rows.order_by().values_list(Value(fact, TextField()), *held)
