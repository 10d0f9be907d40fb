"""The slugs that the form would make of what a row says, where the row has no id."""

from commitments import slugs
from commitments.choices import PartyRole
from commitments.exchange.sheets.rows import Row
from summits.models import Source
from summits.partial_dates import PartialDate


def for_source(row: Row) -> str:
    """Of a row whose address can be read."""
    source = Source(
        url=row.given.get("url") or "",
        title=row.given["title"],
        publisher=row.given["publisher"],
        published_on=row.given.get("published_on"),
    )
    return slugs.for_source(source)


def for_commitment(row: Row) -> str:
    parties = row.given["parties"]
    return slugs.for_commitment(
        row.given["title"],
        kind=row.given["kind"],
        year=PartialDate.parse(row.given["made_on"]).year,
        leads=[one["party"] for one in parties if one["role"] == PartyRole.LEAD],
        parts=len(parties),
    )
