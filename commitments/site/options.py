"""What the filter form of a list offers, and what is chosen in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import content
from commitments.choices import Basis, CommitmentKind, PartyRole, RecordType, Status
from commitments.filters import CommitmentFilter
from commitments.queries import offers
from summits.choices import DocumentKind, SourceKind
from summits.filters import StrictFilterSet, regions
from summits.languages import by_name, named

NAMED = (RecordType.SUMMIT, RecordType.THEME, RecordType.DOCUMENT)
YES_NO = [("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]


@dataclass(frozen=True)
class Choice:
    """One select box: its parameter, its words, and its options as (value, words, chosen)."""

    name: str
    label: str
    options: list[tuple[str, Any, bool]]
    first: bool

    @property
    def is_used(self) -> bool:
        return any(chosen for _value, _label, chosen in self.options)


def options(found: CommitmentFilter) -> list[Choice]:
    """The select boxes of the list of commitments, the usual ones first. Five queries."""
    boxes = [
        ("party", _("Party"), offers.parties(), True),
        ("status", _("Status"), Status.choices, True),
        ("summit", _("Summit"), offers.summits(), True),
        ("theme", _("Theme"), offers.themes(), True),
        ("role", _("Role of the party"), PartyRole.choices, False),
        ("kind", _("Kind"), CommitmentKind.choices, False),
        ("basis", _("Basis"), Basis.choices, False),
        ("region", _("Region"), _regions(), False),
        ("document", _("Document"), offers.documents(), False),
        ("overdue", _("Overdue"), YES_NO, False),
        ("assessments_differ", _("Assessments differ"), YES_NO, False),
    ]
    return _boxes(found, boxes)


def document_options(found: StrictFilterSet) -> list[Choice]:
    """The select boxes of the list of documents. One query."""
    kinds = ("kind", _("Kind"), DocumentKind.choices, True)
    return _boxes(found, [kinds, ("summit", _("Summit"), offers.summits(), True)])


def source_options(found: StrictFilterSet) -> list[Choice]:
    """The select box of the list of sources."""
    return _boxes(found, [("kind", _("Kind"), SourceKind.choices, True)])


def _boxes(found: StrictFilterSet, boxes: list[tuple]) -> list[Choice]:
    return [
        Choice(name, label, [(v, text, v in chosen) for v, text in allowed], first)
        for name, label, allowed, first in boxes
        for chosen in [_chosen(found, name, {value for value, _text in allowed})]
    ]


def _regions() -> list[tuple[str, str]]:
    return by_name([(name, named("region", name)) for name in regions()], lambda one: one[1])


def _chosen(found: StrictFilterSet, name: str, allowed: set[str]) -> set[str]:
    """The values given for a parameter, by today's identifiers where they are former ones."""
    given = set(",".join(found.given.getlist(name)).split(",")) - {""}
    if name not in NAMED:
        return given
    return {one if one in allowed else content.current_name(name, one) for one in given}
