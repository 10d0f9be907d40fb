"""Catalogues of translations, read, written and compiled without the programs of GNU gettext."""

import ast
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

# how many forms a counted noun has in each language, and the rule, as Django's own catalogues have it
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "zh_Hans": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*(".*")\Z')
MAGIC = 0x950412DE


@dataclass
class Entry:
    """One text: where it stands, its context if it has one, itself, its plural, and its translations."""

    msgid: str
    context: str = ""
    plural: str = ""
    places: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid

    @property
    def is_whole(self) -> bool:
        return bool(self.forms) and all(self.forms)


def forms_of(language: str) -> int:
    """How many forms a counted noun has."""
    return int(re.search(r"nplurals=(\d)", PLURALS[language]).group(1))


def read(text: str) -> dict[tuple[str, str], Entry]:
    """The entries of a PO file by context and text, its header left out."""
    found = {}
    for block in re.split(r"\n\s*\n", text):
        words = _fields(block)
        if words.get("msgid"):
            forms = [words[name] for name in sorted(words) if name.startswith("msgstr")]
            entry = Entry(
                words["msgid"],
                words.get("msgctxt", ""),
                words.get("msgid_plural", ""),
                [line[3:] for line in block.splitlines() if line.startswith("#: ")],
                forms,
            )
            found[entry.key] = entry
    return found


def _fields(block: str) -> dict[str, str]:
    words: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        match = LINE.match(line.strip())
        if match:
            name = match[1] or name
            words[name] = words.get(name, "") + ast.literal_eval(match[2])
    return words


def header(language: str) -> str:
    """What a catalogue says of itself."""
    return (
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"Language: {language}\n"
        f"Plural-Forms: {PLURALS[language]}\n"
    )


def written(entries: Iterable[Entry], language: str) -> str:
    """A PO file, in the order of the texts."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(map(_quoted, _lines(header(language))))]
    blocks += [_block(entry) for entry in sorted(entries, key=lambda one: (one.msgid, one.context))]
    return "\n\n".join(blocks) + "\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _block(entry: Entry) -> str:
    lines = [f"#: {place}" for place in entry.places]
    lines += [f"msgctxt {_quoted(entry.context)}"] if entry.context else []
    lines.append(f"msgid {_quoted(entry.msgid)}")
    if entry.plural:
        lines.append(f"msgid_plural {_quoted(entry.plural)}")
        lines += [f"msgstr[{i}] {_quoted(form)}" for i, form in enumerate(entry.forms)]
    else:
        lines.append(f"msgstr {_quoted(entry.forms[0])}")
    return "\n".join(lines)


def compiled(entries: Iterable[Entry], language: str) -> bytes:
    """The MO file that gettext reads: two tables of lengths and places, then the texts."""
    texts = {"": header(language)} | {_key(one): "\0".join(one.forms) for one in entries}
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    start = 28 + 16 * len(pairs)
    tables, bodies = [], b""
    for side in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[side]), start + len(bodies)))
            bodies += pair[side] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(tables) + bodies


def _key(entry: Entry) -> str:
    context = f"{entry.context}\4" if entry.context else ""
    return context + entry.msgid + (f"\0{entry.plural}" if entry.plural else "")
