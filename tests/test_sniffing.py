"""What a file is, by its content: the five that are kept, and the disguises that are not."""

import pytest

from commitments import sniffing
from commitments.choices import MediaType

pytestmark = pytest.mark.once
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
HTML = b"<!DOCTYPE html>\n<html><title>A</title><script>1</script></html>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
WEBP = b"RIFF" + (12).to_bytes(4, "little") + b"WEBP" + b"\0" * 8
ZIP_END = b"PK\x05\x06" + b"\0" * 18


def found(content):
    ends = sniffing.ENDS
    return sniffing.media_type(content[:ends], content[-ends:], len(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, MediaType.PDF),
        (HTML, MediaType.HTML),
        (b"\xef\xbb\xbf <!-- saved --> <HTML lang=en>", MediaType.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html><html/>', MediaType.HTML),
        (PNG, MediaType.PNG),
        (JPEG, MediaType.JPEG),
        (WEBP, MediaType.WEBP),
        (PDF[:-6] + b" " * 200_000 + b"%%EOF", MediaType.PDF),
    ],
)
def test_what_is_kept(content, expected):
    assert found(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"Words.", b"MZ\x90\0", b"PK\x03\x04", b"GIF89a", b"\x7fELF", b"<p>Words</p>"),
        *(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"{\\rtf1 }", b"%!PS"),
        b'<?xml version="1.0"?><svg><script>1</script></svg>',
        *(b" " + PDF, b"\n" + PNG, HTML + b"\0", b"<!-- <html> --><svg>"),
    ],
)
def test_what_is_none_of_them(content):
    with pytest.raises(sniffing.Unwanted, match="This is no PDF"):
        found(content)


@pytest.mark.parametrize("content", [PDF[:-6], PNG[:-1], JPEG[:-2], WEBP[:-3], WEBP + b"more"])
def test_half_a_file(content):
    with pytest.raises(sniffing.Unwanted, match="not whole"):
        found(content)


@pytest.mark.parametrize(
    "content",
    [
        PDF.replace(b"1 0 obj", b"<html><script>1</script>"),
        PDF + b"<script>1</script>",
        PDF + ZIP_END,
        ZIP_END.join([JPEG[:8], JPEG[8:]]),
        JPEG.replace(b"\0\0\0\0", b"<svg onload=1>", 1),
        PNG.replace(b"\0\0\0\0", b"<?php 1?>", 1).replace(b"<?php 1?>", b"<iframe src=1>"),
        b"<!doctype html><!--" + PDF,
    ],
)
def test_two_things_at_once(content):
    with pytest.raises(sniffing.Unwanted, match="two things"):
        found(content)


@pytest.mark.parametrize(
    ("name", "good"),
    [("a.pdf", True), ("A.PDF", True), ("a", True), ("a.html", False), ("a.pdf.exe", False)],
)
def test_a_name_may_not_say_otherwise(name, good):
    assert sniffing.agrees(name, MediaType.PDF) is good
