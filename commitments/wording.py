"""Texts compared word by word, lists line by line: what was kept, removed and added. Plain Python."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

KEPT, REMOVED, ADDED, SKIPPED = "kept", "removed", "added", "skipped"
MOST_KEPT = 4
WORD = re.compile(r"\s+|[^\s]+")
ALIKE = 0.8


class Piece(NamedTuple):
    """A run of words, or a line, of one kind; the text of what was skipped is a number of lines."""

    kind: str
    text: str


def compared(old: str, new: str) -> list[Piece]:
    """The way from one text to another in runs of whole words, what is removed before what is added.

    All kept and removed runs together are the old text, all kept and added ones the new.
    """
    before, after = WORD.findall(old), WORD.findall(new)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(KEPT, "".join(before[a:b])))
            continue
        if b > a:
            found.append(Piece(REMOVED, "".join(before[a:b])))
        if d > c:
            found.append(Piece(ADDED, "".join(after[c:d])))
    return found


def compared_lines(old: list[str], new: list[str]) -> list[Piece]:
    """The way from one list to another, line by line; long runs of what is kept are only counted."""
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal" and b - a > MOST_KEPT:
            found.append(Piece(SKIPPED, str(b - a)))
        elif what == "equal":
            found += [Piece(KEPT, line) for line in old[a:b]]
        else:
            found += [Piece(REMOVED, line) for line in old[a:b]]
            found += [Piece(ADDED, line) for line in new[c:d]]
    return found


def most_alike(
    title: str, others: Iterable[tuple[str, str]], *, at_least: float = ALIKE
) -> list[str]:
    """The names of what has nearly this title, the likest first; ``others`` are names with titles."""
    wanted = SequenceMatcher(None, b=" ".join(title.casefold().split()))
    found = []
    for name, other in others:
        wanted.set_seq1(" ".join(other.casefold().split()))
        if wanted.real_quick_ratio() >= at_least and wanted.quick_ratio() >= at_least:
            ratio = wanted.ratio()
            if ratio >= at_least:
                found.append((ratio, name))
    return [name for _ratio, name in sorted(found, key=lambda one: (-one[0], one[1]))]
