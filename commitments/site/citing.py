"""A commitment as bibliographies take it: BibTeX, RIS and CSL-JSON, with its version and day."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass

NAME = "NSS Tracker"
BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


@dataclass(frozen=True)
class Cited:
    """What is cited: one version of a commitment as of a day, at an address, read today."""

    slug: str
    title: str
    url: str
    version: int
    updated: datetime.date
    as_of: datetime.date
    read: datetime.date

    @property
    def note(self) -> str:
        return f"Version {self.version} of {self.updated}, as of {self.as_of}"


def bibtex(cited: Cited) -> str:
    """BibTeX; braces keep the title’s capitals, and what TeX would run is written out."""
    day = cited.updated
    fields = {
        "author": "{" + NAME + "}",
        "title": "{" + _tex(cited.title) + "}",
        "year": str(day.year),
        "month": str(day.month),
        "version": str(cited.version),
        "note": _tex(cited.note),
        "url": cited.url,
        "urldate": cited.read.isoformat(),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{nss-{cited.slug},\n{lines}}}\n"


def ris(cited: Cited) -> str:
    """RIS; every line is a tag and a value, so a value holds no line break."""
    tags = [
        ("TY", "ELEC"),
        ("AU", NAME),
        ("TI", cited.title),
        ("PY", str(cited.updated.year)),
        ("DA", f"{cited.updated:%Y/%m/%d}"),
        ("ET", str(cited.version)),
        ("N1", cited.note),
        ("PB", NAME),
        ("UR", cited.url),
        ("Y2", f"{cited.read:%Y/%m/%d}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags)


def csl(cited: Cited) -> str:
    """CSL-JSON, a list of one item."""
    item = {
        "id": f"nss-{cited.slug}",
        "type": "dataset",
        "author": [{"literal": NAME}],
        "title": cited.title,
        "publisher": NAME,
        "version": str(cited.version),
        "issued": _parts(cited.updated),
        "accessed": _parts(cited.read),
        "note": cited.note,
        "URL": cited.url,
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _tex(text: str) -> str:
    return "".join(BIBTEX_SPECIAL.get(sign, sign) for sign in text)


def _parts(day: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


# the end of the address: what writes it, its media type, and what readers call it
FORMS: dict[str, tuple[Callable[[Cited], str], str, str]] = {
    "bib": (bibtex, "application/x-bibtex", "BibTeX"),
    "ris": (ris, "application/x-research-info-systems", "RIS"),
    "json": (csl, "application/vnd.citationstyles.csl+json", "CSL-JSON"),
}
