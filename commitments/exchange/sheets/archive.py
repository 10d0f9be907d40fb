"""Whether the parts of an XLSX file may be unpacked: judged from the directory, then by a parser."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_PARTS = 200
MOST_UNPACKED = 10_000_000
MOST_RATIO = 100
MOST_ELEMENTS = 300_000
MOST_ATTRIBUTES = 200
TOO_LARGE = gettext_lazy(
    "Unpacked it would be larger than an import may be. Delete empty rows and columns, or split it."
)
ESCAPES = re.compile(r"\A[/\\]|\A[A-Za-z]:|\\|(\A|/)\.\.(/|\Z)|\0")
PACKED = re.compile(r"\.(zip|xlsx|xlsm|docx|pptx|ods|jar|gz|7z|rar)\Z", re.IGNORECASE)
XML = re.compile(r"\.(xml|rels|vml)\Z", re.IGNORECASE)
ENCRYPTED = 1
LINK = 0o120000


class Dangerous(Exception):  # noqa: N818 - the file is what is dangerous
    """A file whose parts are not unpacked; the message is a sentence."""


class _Counter:
    """Counts the elements that parsers read, over all parts, and keeps none of them.

    Their number decides what a part costs openpyxl, in time and in memory; its size does not.
    """

    def __init__(self) -> None:
        self.seen = 0

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        self.seen += 1
        if self.seen > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise Dangerous(TOO_LARGE)

    def close(self) -> None:
        """There is nothing to hand out."""


def check(data: bytes) -> None:
    """Raise Dangerous if an XLSX file is not one that a spreadsheet program has written."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for sentence in _faults(archive.infolist(), len(data)):
                raise Dangerous(sentence)
            counter = _Counter()
            for part in archive.infolist():
                content = archive.read(part)
                if content.startswith(b"PK\x03\x04"):
                    raise Dangerous(_("It contains another packed file, “%s”.") % part.filename)
                if XML.search(part.filename):
                    _parse(part.filename, content, counter)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Dangerous(_("It is damaged. Save it again as XLSX.")) from error


def _faults(parts: list[zipfile.ZipInfo], packed: int) -> Iterator[str]:
    """What the directory of a packed file says against unpacking it."""
    names = [part.orig_filename for part in parts]
    if len(parts) > MOST_PARTS:
        yield _("It has more than %s parts.") % MOST_PARTS
    if "[Content_Types].xml" not in names:
        yield _("It is a packed file, but no XLSX. Save the spreadsheet as XLSX or as CSV UTF-8.")
    if len(set(names)) < len(names):
        yield _("Two of its parts have the same name.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        yield str(TOO_LARGE)
    for part in parts:
        name = part.orig_filename
        if ESCAPES.search(name) or part.external_attr >> 16 & 0o170000 == LINK:
            yield _("Its part “%s” would be written outside of it.") % name[:60]
        if PACKED.search(name):
            yield _("It contains another packed file, “%s”.") % name[:60]
        if part.flag_bits & ENCRYPTED:
            yield _("It is protected by a password. Save it without.")


def _parse(name: str, content: bytes, counter: _Counter) -> None:
    parser = DefusedXMLParser(target=counter, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise Dangerous(
            _("Its part “%s” declares a document type, which no spreadsheet needs.") % name[:60]
        ) from None
    except (ParseError, LookupError):
        raise Dangerous(_("Its part “%s” is not XML.") % name[:60]) from None
