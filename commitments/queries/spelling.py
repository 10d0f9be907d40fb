"""Another spelling for a search that finds nothing: the nearest words that the record knows."""

from difflib import get_close_matches

from commitments.choices import RecordType
from commitments.models import SearchEntry
from commitments.models.searchable import plain_words

READ = 5_000  # entries, newest first, whose words are known; more would make an empty search slow
CORRECTED = 4  # words of one search
ALIKE = 0.75  # 1 is the same word
APART = 2  # letters that a word may be longer or shorter


def corrected(q: str) -> str:
    """The search with its unknown words replaced by near ones; "" if there is nothing to replace.

    One query. Words are plain: in lower case, without accents.
    """
    kinds = [RecordType.PARTY, RecordType.COMMITMENT, RecordType.DOCUMENT]
    entries = SearchEntry.objects.filter(record_type__in=kinds).order_by("-pk")
    known = {
        word for words in entries.values_list("words", flat=True)[:READ] for word in words.split()
    }
    words = plain_words(q).split()
    unknown = [word for word in words if word not in known]
    if not 0 < len(unknown) <= CORRECTED:
        return ""
    nearest = {word: _nearest(word, known) for word in unknown}
    better = " ".join(nearest.get(word, word) for word in words)
    return "" if better == " ".join(words) else better


def _nearest(word: str, known: set[str]) -> str:
    """The known word most like this one, itself if none is like it. The first letter is taken as right."""
    near = [
        one for one in sorted(known) if one[0] == word[0] and abs(len(one) - len(word)) <= APART
    ]
    return next(iter(get_close_matches(word, near, n=1, cutoff=ALIKE)), word)
