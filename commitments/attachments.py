"""A stored capture as an answer: always a download, never a page of ours."""

from django.core.files.storage import storages
from django.http import FileResponse

from commitments.models import Capture

POLICY = "sandbox; default-src 'none'"


def attachment(capture: Capture) -> FileResponse:
    """The file as an attachment that no browser runs, frames or guesses the type of."""
    answer = FileResponse(
        storages["captures"].open(capture.stored_as),
        as_attachment=True,
        filename=capture.file_name,
        content_type=capture.media_type,
    )
    answer["Content-Security-Policy"] = POLICY
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer
