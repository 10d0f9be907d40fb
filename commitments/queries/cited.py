"""The sources that a proposed record cites, as a reviewer reads it beside them."""

from dataclasses import dataclass

from commitments.choices import RecordType
from commitments.content import Content
from commitments.queries import naming


@dataclass(frozen=True)
class Cited:
    """One citation on the screen: the source's title, where it is found, and whether it is public."""

    slug: str
    locator: str
    title: str = ""
    url: str = ""
    is_public: bool = False
    is_retracted: bool = False


def of(proposed: Content, named: naming.Records) -> list[Cited]:
    """The citations of a content; one whose source is not there is shown by its slug."""
    found = []
    for row in proposed.get("citations", []):
        source = named.get((RecordType.SOURCE, row["source"]))
        if source is None:
            found.append(Cited(row["source"], row["locator"]))
            continue
        url = source.url if source.address_key() else ""  # what no reader could open is no link
        found.append(
            Cited(
                source.slug,
                row["locator"],
                source.title,
                url,
                is_public=source.is_public,
                is_retracted=source.retracted_at is not None,
            )
        )
    return found
