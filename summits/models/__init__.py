"""The models of the ground floor; import them from here."""

from summits.models.document import Document, DocumentParty, DocumentTheme
from summits.models.party import Party
from summits.models.reviewable import Reviewable, ReviewableQuerySet
from summits.models.source import Source
from summits.models.summit import Participation, Summit
from summits.models.theme import Theme

__all__ = [
    "Document",
    "DocumentParty",
    "DocumentTheme",
    "Participation",
    "Party",
    "Reviewable",
    "ReviewableQuerySet",
    "Source",
    "Summit",
    "Theme",
]
