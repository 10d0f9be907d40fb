"""What a file is, from its content alone; two things at once, or something else, is refused with a sentence."""

import re

from django.utils.translation import gettext_lazy as _

from commitments.choices import MediaType

ENDS = 65_600  # bytes of the beginning and the end that are looked at; an archive's directory ends in so many
BEGINNING = 1024
ACTIVE = re.compile(rb"<(?:!doctype\s+html|html|script|svg|body|iframe|object|\?php)\b", re.I)
HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
EXTENSIONS = {
    MediaType.PDF: {"pdf"},
    MediaType.HTML: {"html", "htm", "xhtml"},
    MediaType.PNG: {"png"},
    MediaType.JPEG: {"jpg", "jpeg"},
    MediaType.WEBP: {"webp"},
}


class Unwanted(Exception):  # noqa: N818 - an answer about a file, not a fault
    """The file is none that we keep; the message says why."""


def media_type(beginning: bytes, end: bytes, size: int) -> MediaType:
    """What a file of this size is that begins and ends so (``ENDS`` bytes each); raise Unwanted."""
    found = _by_signature(beginning)
    if found is None:
        raise Unwanted(_("This is no PDF, web page, PNG, JPEG or WebP. Only those are kept."))
    if not _is_whole(found, beginning, end, size):
        raise Unwanted(_("The file is not whole. Download it again, then add it."))
    if _is_two_things(found, beginning, end):
        raise Unwanted(_("The file is two things at once. Save the document again as one."))
    return found


def agrees(name: str, found: MediaType) -> bool:
    """Whether the extension of a name says what the file is; no extension says nothing wrong."""
    _stem, dot, extension = name.rpartition(".")
    return not dot or extension.lower() in EXTENSIONS[found]


def _by_signature(beginning: bytes) -> MediaType | None:
    if beginning.startswith(b"%PDF-"):
        return MediaType.PDF
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if beginning.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return MediaType.WEBP
    return MediaType.HTML if HTML.match(beginning) and b"\0" not in beginning else None


def _is_whole(found: MediaType, beginning: bytes, end: bytes, size: int) -> bool:
    if found == MediaType.PDF:
        return b"%%EOF" in end[-BEGINNING:]
    if found == MediaType.PNG:
        return end.endswith(b"IEND\xaeB`\x82")
    if found == MediaType.JPEG:
        return end.rstrip(b"\0\r\n").endswith(b"\xff\xd9")
    if found == MediaType.WEBP:
        return 0 <= size - int.from_bytes(beginning[4:8], "little") - 8 <= 1
    return True


def _is_two_things(found: MediaType, beginning: bytes, end: bytes) -> bool:
    """Whether another kind of program would read it as something else: a page, an archive, a document."""
    if b"PK\x05\x06" in end:
        return True
    if found == MediaType.HTML:
        return b"%PDF-" in beginning[:BEGINNING]
    after = end.rpartition(b"%%EOF")[2] if found == MediaType.PDF else b""
    return bool(ACTIVE.search(beginning[:BEGINNING]) or ACTIVE.search(after))
