"""Every public field, parameter, command, event and setting is told of in the documentation."""

import re
from pathlib import Path

import pytest

from commitments import columns
from commitments.actions import webhooks
from commitments.choices import ChangeAction, ChangeReason, Scope
from nsstracker.api import docs

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
COMMANDS = (ROOT / "commitments/management/commands").glob("[a-z]*.py")
WORD = re.compile(r"[a-z][a-z0-9_/.-]*[a-z0-9]", re.IGNORECASE)


def words(*paths):
    """Every word of the guides that stands in code: between backquotes or in a block."""
    code = "".join(
        "\n".join(re.findall(r"```.*?```|`[^`\n]+`", path.read_text(encoding="utf-8"), re.DOTALL))
        for path in paths
    )
    return set(WORD.findall(code)) | set(re.findall(r"[a-z_]+", code))


@pytest.fixture(scope="module")
def told():
    return words(*GUIDES)


def fields(schema, place):
    """The fields of a schema that have no description, at any depth."""
    for name, one in schema.get("properties", {}).items():
        if not one.get("description"):
            yield place, name
        yield from fields(one, f"{place}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from fields(schema["items"], place)


def test_every_field_is_described_where_it_stands_or_named_in_a_guide(told):
    schemas = docs.document()["components"]["schemas"]
    silent = [
        f"{place}.{name}"
        for title, schema in schemas.items()
        for place, name in fields(schema, title)
        if name not in told
    ]
    assert silent == []


def test_every_parameter_is_named_in_a_guide(told):
    given = {
        parameter["name"]
        for methods in docs.document()["paths"].values()
        for operation in methods.values()
        for parameter in operation["parameters"]
        if parameter["in"] != "path"
    }
    assert sorted(given - told - {"Idempotency-Key"}) == []
    assert "Idempotency-Key" in (ROOT / "docs/api.md").read_text(encoding="utf-8")


def test_every_address_is_named_in_a_guide():
    text = "".join(path.read_text(encoding="utf-8") for path in GUIDES)
    named = {path.removeprefix("/api/v1").partition("{")[0] for path in docs.document()["paths"]}
    assert sorted(one for one in named if one not in text) == []


def test_every_event_and_vocabulary_is_named_in_the_guide():
    told = words(ROOT / "docs" / "api.md")
    kinds = [table.record_type for table in columns.TABLES]
    for values in (kinds, ChangeAction.values, ChangeReason.values, Scope.values, [webhooks.TEST]):
        assert sorted(set(map(str, values)) - told) == []


def test_every_command_is_named_in_a_guide(told):
    assert sorted({path.stem for path in COMMANDS} - told) == []


def test_every_setting_is_listed_where_settings_are_read():
    """The list at the top of the settings is what README leads to."""
    text = (ROOT / "nsstracker" / "settings.py").read_text(encoding="utf-8")
    top, _quotes, code = text[3:].partition('"""')
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', code))
    assert read
    assert sorted(read - set(re.findall(r"^([A-Z0-9_]+) ", top, re.MULTILINE))) == []
