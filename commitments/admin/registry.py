"""Every screen of the admin; importing it registers them."""

from commitments.admin import (
    audit,
    change,
    commitment,
    document,
    error_report,
    participation,
    partner,
    party,
    people,
    progress_report,
    review,
    source,
    summit,
    theme,
)

__all__ = [
    "audit",
    "change",
    "commitment",
    "document",
    "error_report",
    "participation",
    "partner",
    "party",
    "people",
    "progress_report",
    "review",
    "source",
    "summit",
    "theme",
]
