"""What can be searched for, and the condition that a word occurs in it, in whatever form."""

from django.db.models import BigIntegerField, Q, QuerySet, UUIDField
from django.db.models.functions import Cast

from commitments.choices import RecordType
from commitments.models import Commitment, ProgressReport, SearchEntry
from commitments.models.searchable import plain_words
from summits.filters import any_contains
from summits.models import Document, Party, Source

FIELDS = {
    RecordType.PARTY: (Party, ("name", "official_name", "code")),
    RecordType.COMMITMENT: (Commitment, ("title", "summary", "slug")),
    RecordType.PROGRESS_REPORT: (ProgressReport, ("summary",)),
    RecordType.DOCUMENT: (Document, ("title", "summary", "number")),
    RecordType.SOURCE: (Source, ("title", "publisher", "authors", "slug")),
}


def occurs(word: str, record_type: RecordType) -> Q:
    """That a word stands in a record as it is typed, or in another form of it: other ending, other accents."""
    typed = any_contains(word, *FIELDS[record_type][1])
    plain = plain_words(word)
    return typed | Q(pk__in=_keys(record_type, plain)) if plain else typed


def _keys(record_type: RecordType, words: str) -> QuerySet:
    kind = UUIDField() if record_type == RecordType.PROGRESS_REPORT else BigIntegerField()
    found = SearchEntry.objects.filter(record_type=record_type, words__has=words)
    return found.annotate(pk_of=Cast("key", kind)).values("pk_of")
