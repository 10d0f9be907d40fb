"""Every screen of the admin; importing it registers them."""

from commitments.admin import (
    change,
    commitment,
    document,
    participation,
    party,
    people,
    progress_report,
    review,
    source,
    summit,
    theme,
)

__all__ = [
    "change",
    "commitment",
    "document",
    "participation",
    "party",
    "people",
    "progress_report",
    "review",
    "source",
    "summit",
    "theme",
]
