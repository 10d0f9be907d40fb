"""Requests say in one way how long their body is, or are refused: no second one can hide in a body."""

import re

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError

CODING = re.compile(
    rb"^transfer-encoding[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)


class OneBody(HTTPRequestParser):
    """Refuses a length beside chunks, chunks twice over, and chunks in HTTP/1.0 (RFC 9112, 6.1 and 6.3)."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        codings = CODING.findall(header_plus)
        alone = codings[1:] == [] and "CONTENT_LENGTH" not in self.headers
        if codings and not (alone and self.chunked and codings[0].lower() == b"chunked"):
            raise ParsingError("The length of the body must be said once.")


class Channel(HTTPChannel):
    parser_class = OneBody
