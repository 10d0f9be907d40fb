"""What the filter form of a list offers, and what is chosen in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.choices import Basis, CommitmentKind, PartyRole, Status
from commitments.filters import CommitmentFilter
from summits.filters import regions
from summits.models import Document, Party, Summit, Theme

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

    def named(model: Any, field: str) -> list[tuple[str, Any]]:
        return list(model.objects.published().order_by("name").values_list(field, "name"))

    documents = Document.objects.published().order_by("adopted_on_last")
    given = {name: set(",".join(found.given.getlist(name)).split(",")) for name in found.given}
    boxes = [
        ("party", _("Party"), named(Party, "code"), True),
        ("status", _("Status"), Status.choices, True),
        ("summit", _("Summit"), named(Summit, "slug"), True),
        ("theme", _("Theme"), named(Theme, "slug"), True),
        ("role", _("Role of the party"), PartyRole.choices, False),
        ("kind", _("Kind"), CommitmentKind.choices, False),
        ("basis", _("Basis"), Basis.choices, False),
        ("region", _("Region"), [(name, name) for name in regions()], False),
        ("document", _("Document"), list(documents.values_list("slug", "title")), False),
        ("overdue", _("Overdue"), YES_NO, False),
        ("assessments_differ", _("Assessments differ"), YES_NO, False),
    ]
    return [
        Choice(name, label, [(v, text, v in given.get(name, ())) for v, text in allowed], first)
        for name, label, allowed, first in boxes
    ]
