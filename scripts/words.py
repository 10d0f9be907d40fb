"""The words of the public site and their translations: ``python -m scripts.words`` writes the catalogues anew.

A new text gets an entry without a translation in every catalogue, one that is gone loses it, and what is
translated is compiled. With ``--check`` nothing is written: what is missing or wrong is said, and fails.
What only editors, programs and feeds meet stays in English and is not collected.
"""

import ast
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import django
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from scripts import catalogue
from scripts.catalogue import Entry

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ("admin", "api", "feeds", "frozen")  # folders of templates
# code whose words readers meet: whole files and folders, or the named functions and classes of a file
CODE: dict[str, set[str]] = {
    "commitments/site/*.py": set(),
    "commitments/templatetags/tracker.py": set(),
    "commitments/filters.py": set(),
    "commitments/queries/words.py": set(),
    "commitments/queries/signatures.py": set(),
    "commitments/actions/error_reports.py": {"receive"},
    "commitments/choices.py": {
        *("CommitmentKind", "KnownFrom", "PartyRole", "Status", "Basis"),
        *("RecordType", "ChangeAction", "ChangeReason", "MediaType"),
    },
    "summits/choices.py": set(),
    "summits/filters.py": set(),
    "summits/partial_dates.py": {"_pattern"},
    "summits/text.py": {"validate_plain_text"},
    "nsstracker/errors.py": set(),
    "nsstracker/middleware.py": set(),
}
IN_ENGLISH = {"feeds.py", "picture.py", "sitemap.py", "citing.py"}
PLAIN, COUNTED, IN_CONTEXT = "gettext", "ngettext", "pgettext"
MARKS = {"_": PLAIN, "gettext_lazy": PLAIN, "ngettext_lazy": COUNTED, "pgettext_lazy": IN_CONTEXT}
MARKS |= {name: name for name in (PLAIN, COUNTED, IN_CONTEXT)}
# names of records that are words of ours: a file of the data package, a column and a context
NAMES = (
    ("parties", "name", "party"),
    ("parties", "region", "region"),
    ("themes", "name", "theme"),
    ("summits", "name", "summit"),
    ("summits", "city", "city"),
)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?s|%%|\{\w+\}")
TAG = re.compile(r"</?\w+[^>]*>")


def of_call(name: str, texts: list[str]) -> Entry:
    """The text that a call marks as one to be translated."""
    kind = MARKS[name]
    if kind == COUNTED:
        return Entry(texts[0], plural=texts[1])
    return Entry(texts[1], texts[0]) if kind == IN_CONTEXT else Entry(texts[0])


def marked(tree: ast.AST) -> Iterator[Entry]:
    """The texts that a piece of code marks."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if name in MARKS and texts and all(isinstance(one, str) for one in texts):
            yield of_call(name, texts)


def in_template(text: str) -> Iterator[Entry]:
    """The texts that a template marks."""
    calls = re.finditer(
        r"\b(?:[np]?gettext|_)\((?:[^()\"']|u?\"(?:[^\"\\]|\\.)*\"|u?'(?:[^'\\]|\\.)*')*\)", text
    )
    for call in calls:
        yield from marked(ast.parse(call.group(), mode="eval"))


def in_templates() -> Iterator[Entry]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        place = path.relative_to(ROOT)
        if place.parts[1] not in ENGLISH and path.suffix in {".html", ".svg"}:
            for entry in in_template(templatize(path.read_text(), origin=str(place))):
                yield at(entry, str(place))


def at(entry: Entry, place: str) -> Entry:
    entry.places = [place]
    return entry


def in_code() -> Iterator[Entry]:
    for pattern, names in CODE.items():
        for path in sorted(ROOT.glob(pattern)):
            if path.name in IN_ENGLISH:
                continue
            tree = ast.parse(path.read_text())
            wanted = [one for one in tree.body if getattr(one, "name", "") in names]
            for part in wanted if names else [tree]:
                for entry in marked(part):
                    yield at(entry, str(path.relative_to(ROOT)))


def in_registry() -> Iterator[Entry]:
    """The names of columns, which histories show, and of the roles that may sign them."""
    from commitments import columns, rules  # noqa: PLC0415 - app ready
    from commitments.queries import words  # noqa: PLC0415 - app ready

    place = "commitments/columns.py"
    for table in columns.TABLES:
        names = [*table.columns, *columns.children_of(table.record_type)]
        for one in names:
            yield at(Entry(words.field(table.record_type, one.name)), place)
        for beside in ("checks", "progress_reports"):
            yield at(Entry(words.field(table.record_type, beside)), place)
    for role in rules.ROLES:
        yield at(Entry(str(role)), "commitments/rules.py")


def in_data() -> Iterator[Entry]:
    for file, column, context in NAMES:
        place = f"data/nss/{file}.csv"
        with (ROOT / place).open(newline="") as rows:
            for row in csv.DictReader(rows):
                for name in (
                    {row[column], row[column].split(",")[0]} if context == "city" else {row[column]}
                ):
                    if name:
                        yield at(Entry(name, context), place)


def collected() -> dict[tuple[str, str], Entry]:
    """Every text of the site once, with all places it stands in."""
    return together(chain(in_templates(), in_code(), in_registry(), in_data()))


def together(entries: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    """Each text once, by context and text, with all its places.

    Raises ValueError for one that is marked with a number here and without there: the catalogue has
    one entry for both, and what is marked without would get the form for one.
    """
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        known = found.setdefault(entry.key, entry)
        if known.plural != entry.plural:
            where = ", ".join([*known.places, *entry.places])
            raise ValueError(
                f"“{entry.msgid}” is marked with a number in some of these places, and without in "
                f"others: {where}. Mark it everywhere in one way."
            )
        known.places = sorted({*known.places, *entry.places})
    return found


def renewed(
    texts: dict[tuple[str, str], Entry], old: dict[tuple[str, str], Entry], count: int
) -> list[Entry]:
    """The entries a catalogue should have, with the translations it has."""
    found = []
    for key, text in texts.items():
        known = old.get(key)
        forms = known.forms if known and known.plural == text.plural else []
        whole = count if text.plural else 1
        forms = forms if len(forms) == whole else [""] * whole
        found.append(Entry(text.msgid, text.context, text.plural, text.places, forms))
    return found


def faults(entry: Entry) -> Iterator[str]:
    """What is wrong with a translation."""
    if not entry.is_whole:
        yield "is not translated"
        return
    if any(CONTROL.search(form) for form in entry.forms):
        yield "has a character that nobody can read"
    for what, pattern in (("placeholders", PLACEHOLDER), ("tags", TAG)):
        wanted = sorted(pattern.findall(entry.plural or entry.msgid))
        *others, last = [sorted(pattern.findall(form)) for form in entry.forms]
        # a form for one or two may say so in a word
        if last != wanted or any(not set(one) <= set(wanted) for one in others):
            yield f"has other {what}"


def main() -> int:
    from django.conf import settings  # noqa: PLC0415 - app ready

    django.setup()
    is_check, texts, wrong = "--check" in sys.argv, collected(), []
    for code, _name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE:
            continue
        language = to_locale(code)
        po = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        kept = po.read_text() if po.exists() else ""
        entries = renewed(texts, catalogue.read(kept), catalogue.forms_of(language))
        text, program = (
            catalogue.written(entries, language),
            catalogue.compiled([one for one in entries if one.is_whole], language),
        )
        wrong += [f"{language}: “{one.msgid}” {why}." for one in entries for why in faults(one)]
        if not is_check:
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_text(text)
            po.with_suffix(".mo").write_bytes(program)
        elif (
            text != kept
            or not po.with_suffix(".mo").exists()
            or program != po.with_suffix(".mo").read_bytes()
        ):
            wrong.append(f"{language}: the catalogue is not up to date. Run make words.")
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    return int(is_check and bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
