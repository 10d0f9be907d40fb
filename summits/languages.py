"""The languages of the public site: which one an address is in, the same address in another, and names in it.

English has no prefix, so that every address there ever was keeps its meaning. What editors wrote stays
in the language they wrote it in, CONTENT; only names of a fixed few records are translated as words of ours.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

CONTENT = "en"
# the encodings that sort a language's letters as its dictionaries do
BY_SOUND = {"zh-hans": "gb18030"}


def of(path: str) -> str:
    """The language that a path is in: that of its first part, or English."""
    first = path[1:].partition("/")[0]
    return first if first in others() else settings.LANGUAGE_CODE


def others() -> list[str]:
    """The languages whose addresses have a prefix."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def plain(path: str) -> str:
    """A path as it is in English."""
    code = of(path)
    return path if code == settings.LANGUAGE_CODE else path.removeprefix(f"/{code}") or "/"


def path_in(code: str, path: str) -> str:
    """A path, of whatever language, in this one."""
    return plain(path) if code == settings.LANGUAGE_CODE else f"/{code}{plain(path)}"


def short(code: str) -> str:
    """What ``hreflang`` calls a language: English is not only the British."""
    return CONTENT if code == settings.LANGUAGE_CODE else code


def is_contents() -> bool:
    """Whether the page speaks the language of what editors wrote."""
    return short(translation.get_language() or settings.LANGUAGE_CODE) == CONTENT


def named(kind: str, name: str) -> str:
    """The name of a country, an organisation, a summit or a theme in the language of the page."""
    return translation.pgettext(kind, name) if name else name


def by_name(rows: Iterable[Any], name: Any = str) -> list[Any]:
    """Rows in the order of their names in the language of the page."""
    encoding = BY_SOUND.get(translation.get_language() or "")

    def key(row: Any) -> bytes:
        text = str(name(row))
        return text.encode(encoding) if encoding else folded(text).encode()

    return sorted(rows, key=key)


def folded(text: str) -> str:
    """A text without capitals and accents, to sort and to search by."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()
