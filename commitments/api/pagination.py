"""Paging by an opaque, signed cursor: as cheap on the last page as on the first, no row missed or doubled."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, QueryDict

from commitments.api.problems import fault

DEFAULT_SIZE, MAX_SIZE = 50, 1000
SIZE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
PARAMETERS = ("cursor", "page_size")
FREE = {"cursor", "page_size", "format"}  # what may change from page to page


@dataclass(frozen=True)
class Order:
    """The key that rows are sorted by, whether downwards, and the identifier that breaks ties upwards."""

    key: str
    down: bool
    identity: str

    def applied(self, rows: QuerySet, *, backwards: bool) -> QuerySet:
        """Rows in this order, or in its reverse."""
        key = F(self.key).desc() if self.down != backwards else F(self.key).asc()
        return rows.order_by(key, F(self.identity).desc() if backwards else F(self.identity).asc())

    def beyond(self, key: str, identifier: str, *, backwards: bool) -> Q:
        """The rows after a place in this order, or before it."""
        side = "lt" if self.down != backwards else "gt"
        tie = "lt" if backwards else "gt"
        return Q(**{f"{self.key}__{side}": key}) | Q(
            **{self.key: key, f"{self.identity}__{tie}": identifier}
        )


@dataclass(frozen=True)
class Place:
    """Where a page begins: beyond this key and identifier, on the way forwards or backwards."""

    key: str
    identifier: str
    backwards: bool = False


class Paging:
    """The page that a request asks for. ``faults`` says what is wrong with its parameters."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.faults: list[dict[str, str]] = []
        self.size = self._size(request.GET)
        self.place = self._place(request.GET)

    def _size(self, given: QueryDict) -> int:
        text = given.get("page_size", str(DEFAULT_SIZE))
        if SIZE.fullmatch(text) and int(text) <= MAX_SIZE:
            return int(text)
        detail = f"Give a whole number from 1 to {MAX_SIZE}."
        self.faults.append(fault("page_size", "invalid", detail))
        return DEFAULT_SIZE

    def _place(self, given: QueryDict) -> Place | None:
        if "cursor" not in given:
            return None
        try:
            found = self._signer().unsign_object(given["cursor"])
        except (BadSignature, ValueError):
            detail = (
                "This cursor belongs to no page of this list with these filters and this ordering. "
                "Follow “next” and “previous”, or begin again without a cursor."
            )
            self.faults.append(fault("cursor", "invalid", detail))
            return None
        return Place(*found)

    def _signer(self) -> Signer:
        """Signs for this list, with these filters and this ordering, and for no other."""
        kept = sorted((k, v) for k, v in self.request.GET.lists() if k not in FREE)
        bound = hashlib.sha256(repr((self.request.path, kept)).encode()).hexdigest()
        return Signer(salt=f"cursor {bound}")

    def page(
        self, rows: QuerySet, order: Order, paths: list[str]
    ) -> tuple[list[dict], dict[str, Any]]:
        """The rows of the page as dictionaries of these paths, and links to its neighbours."""
        place = self.place or Place("", "")
        found = order.applied(rows, backwards=place.backwards)
        if self.place:
            found = found.filter(
                order.beyond(place.key, place.identifier, backwards=place.backwards)
            )
        wanted = {*paths, order.key, order.identity}
        taken = list(found.values(*sorted(wanted))[: self.size + 1])
        more, taken = len(taken) > self.size, taken[: self.size]
        if place.backwards:
            taken.reverse()
        ends = (taken[0], taken[-1]) if taken else ()
        before = ends and (more if place.backwards else self.place is not None)
        after = ends and (more or place.backwards)
        return taken, {
            "next": self._link(order, ends[1], backwards=False) if after else None,
            "previous": self._link(order, ends[0], backwards=True) if before else None,
        }

    def _link(self, order: Order, row: dict[str, Any], *, backwards: bool) -> str:
        key, identifier = row[order.key], row[order.identity]
        key = key.isoformat() if hasattr(key, "isoformat") else str(key)
        query = [(k, v) for k, values in self.request.GET.lists() for v in values if k != "cursor"]
        query.append(("cursor", self._signer().sign_object([key, str(identifier), backwards])))
        return f"{settings.SITE_URL}{self.request.path}?{urlencode(query)}"


def link_header(links: dict[str, str | None]) -> str:
    """The neighbours as a Link header (RFC 8288)."""
    relations = {"next": links["next"], "prev": links["previous"]}
    return ", ".join(f'<{url}>; rel="{name}"' for name, url in relations.items() if url)
