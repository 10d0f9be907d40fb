"""A file as an answer: always a download, never a page of ours."""

from typing import IO

from django.core.files.storage import storages
from django.http import FileResponse

from commitments.models import Capture

POLICY = "sandbox; default-src 'none'"


def attachment(stream: IO[bytes], name: str, media_type: str) -> FileResponse:
    """A file as an attachment that no browser runs or frames, sent in pieces."""
    answer = FileResponse(stream, as_attachment=True, filename=name, content_type=media_type)
    answer["Content-Security-Policy"] = POLICY
    return answer


def of_capture(capture: Capture) -> FileResponse:
    """A stored capture; for our own pages, and for no search engine."""
    stream = storages["captures"].open(capture.stored_as)
    answer = attachment(stream, capture.file_name, capture.media_type)
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer
