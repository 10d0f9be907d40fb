"""What a search has found, shown in the text: the words marked, and of a long text the part with the first."""

import re
from collections.abc import Iterator

from commitments.models.searchable import WORD, plain_words

LENGTH = 160  # letters of an excerpt
BEFORE = 50  # of them, before the first word found
ENDING = 3  # letters in which the forms of a word may differ
STEM = 4  # letters that they share at least
Piece = tuple[str, bool]  # a text, and whether it was searched for


def stem(word: str) -> str:
    """What the forms of a word share, about: "react" of "reactors". Short words stay whole."""
    return word[: max(STEM, len(word) - ENDING)]


def pieces(text: str, q: str) -> Iterator[Piece]:
    """The text in pieces, those marked that are forms of the words of ``q``, in any case and accents."""
    stems = tuple(stem(word) for word in plain_words(q).split())
    done = 0
    for match in WORD.finditer(text) if stems else ():
        if plain_words(match[0]).startswith(stems):
            yield text[done : match.start()], False
            yield match[0], True
            done = match.end()
    yield text[done:], False


def excerpt(text: str, q: str, length: int = LENGTH) -> str:
    """The part of a text with the first word found, cut between words, with signs of what is left out."""
    if len(text) <= length:
        return text
    ahead = next(pieces(text, q))[0]
    found = len(ahead) if len(ahead) < len(text) else 0
    start = max(0, found - BEFORE)
    part = text[start : start + length]
    if start:
        part = re.sub(r"^\S*\s+", "… ", part)
    if start + length < len(text):
        part = re.sub(r"\s+\S*$", " …", part)
    return part
