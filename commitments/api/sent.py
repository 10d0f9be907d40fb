"""A progress report as a partner sends it, read into contents; and as it is shown back to her."""

from decimal import Decimal
from typing import Any

from commitments.actions.reporting import Sent, Unfit
from commitments.api.bodies import Reader
from commitments.api.fields import number
from commitments.choices import REPORTABLE, Basis
from commitments.content import Content
from commitments.models import Partner
from summits.choices import SourceKind
from summits.models import Party

FIELDS = (
    "commitment", "party", "date", "status", "basis", "summary", "measure", "reported_by",
    "citations", "note",
)  # fmt: skip
OF_SOURCE = (
    "title", "publisher", "authors", "published_on", "url", "kind", "language", "archived_url",
)  # fmt: skip
STATUSES = tuple(choice.value for choice in REPORTABLE)
MOST_CITED = 50


def read_report(body: Any, partner: Partner) -> Sent:
    """What an object says; what cannot be read is among its faults, and the rest is read all the same."""
    reader = Reader(body, "")
    if not reader.only(*FIELDS):
        raise Unfit(reader.faults)
    report: Content = {
        "commitment": reader.text("commitment", required=True),
        "party": reader.text("party"),
        "date": reader.text("date", required=True),
        "status": reader.text("status", required=True, allowed=STATUSES),
        "basis": reader.text("basis", required=True, allowed=tuple(Basis.values)),
        "summary": reader.text("summary", required=True),
        "reported_by": _reporter(reader, partner),
        **_measure(reader),
    }
    report["citations"], sources = _citations(reader)
    note = reader.text("note")
    if len(note) > 2000:
        reader.fault("note", "invalid", "Give at most 2000 characters.")
    return Sent(report, sources, note, tuple(reader.faults))


def _reporter(reader: Reader, partner: Partner) -> str:
    """Who reports: a party, a name, or where nothing is said the partner."""
    inner = reader.inner("reported_by", "party", "name")
    if inner is None:
        return partner.name
    code, name = inner.text("party"), inner.text("name")
    if bool(code) == bool(name):
        inner.fault("", "invalid", "Give either a party's code or a name.")
    elif code and not Party.objects.published().filter(code=code).exists():
        inner.fault("party", "unknown", f"There is no party “{code}”.")
    return code or name


def _measure(reader: Reader) -> Content:
    """A quantity with its unit, or neither."""
    inner = reader.inner("measure", "quantity", "unit")
    if inner is None:
        return {"measure_quantity": None, "measure_unit": ""}
    quantity = inner.found.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int | float):
        inner.fault("quantity", "type", "Give a number.")
        quantity = None
    text = None if quantity is None else str(quantity)
    return {"measure_quantity": text, "measure_unit": inner.text("unit", required=True)}


def _citations(reader: Reader) -> tuple[list[Content], dict[int, Content]]:
    """The citations, and the new sources among them by place."""
    given = reader.found.get("citations")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_CITED:
        detail = f"Give a list of 1 to {MOST_CITED} citations: the sources that say so."
        reader.fault("citations", "required" if not given else "type", detail)
        return [], {}
    cited: list[Content] = []
    sources: dict[int, Content] = {}
    for place, one in enumerate(given):
        row = Reader(one, f"/citations/{place}", reader.faults)
        cited.append({"source": "", "locator": ""})
        if not row.only("source", "locator"):
            continue
        cited[place]["locator"] = row.text("locator")
        if isinstance(row.found.get("source"), dict):
            sources[place] = _source(row)
        else:
            cited[place]["source"] = row.text("source", required=True)
    return cited, sources


def _source(row: Reader) -> Content:
    """A new source, described where it is cited."""
    inner = row.inner("source", *OF_SOURCE) or Reader({}, "")
    return {
        "title": inner.text("title", required=True),
        "publisher": inner.text("publisher", required=True),
        "authors": inner.texts("authors"),
        "published_on": inner.text("published_on") or None,
        "url": inner.text("url"),
        "kind": inner.text("kind", required=True, allowed=tuple(SourceKind.values)),
        "language": inner.text("language") or "en",
        "archived_url": inner.text("archived_url"),
    }


def shown(report: Content, sources: dict[str, Content], parties: set[str]) -> dict[str, Any]:
    """A report's content as it was sent, new sources where they are cited; ``parties`` are codes."""
    written, unit = report["measure_quantity"], report["measure_unit"]
    quantity = number(None if written is None else Decimal(written))
    reporter = "party" if report["reported_by"] in parties else "name"
    return {
        "commitment": report["commitment"],
        "party": report["party"] or None,
        "date": report["date"],
        "status": report["status"],
        "basis": report["basis"],
        "summary": report["summary"],
        "measure": None if quantity is None else {"quantity": quantity, "unit": unit},
        "reported_by": {reporter: report["reported_by"]},
        "citations": [
            {"source": _shown_source(row["source"], sources), "locator": row["locator"] or None}
            for row in report["citations"]
        ],
    }


def _shown_source(slug: str, sources: dict[str, Content]) -> Any:
    if slug not in sources:
        return slug
    written = sources[slug]
    return {name: written[name] or ([] if name == "authors" else None) for name in OF_SOURCE}
