"""The house rules that a machine can check: the gate, sizes, state moves, constraints, templates."""

import ast
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from commitments.columns import TABLES

ROOT = settings.BASE_DIR
APPS = ("commitments", "summits", "nsstracker")
CODE = [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
ENTRANCES = [p for p in CODE if {"site", "api", "feeds"} & set(p.parts)]
REVIEWED = {table.model.__name__ for table in TABLES} | {"Citation"}
GATES = {"published", "public", "of_public_sources", "visible_to", "none", "retracted"}


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", ENTRANCES, ids=name)
def test_entrances_start_from_the_gate(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            manager = node.value
            if manager.attr == "objects" and getattr(manager.value, "id", "") in REVIEWED:
                assert node.attr in GATES, f"{name(path)}:{node.lineno} goes round the gate"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_modules_and_functions_stay_small(path):
    text = path.read_text()
    limit = 400 if path.name in {"columns.py", "filters.py"} else 300  # tables of declarations
    assert len(text.splitlines()) <= limit
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 60, f"{node.name} is too long"


CONNECTING = {"socket", "ssl", "http.client", "urllib.request", "httpx2", "requests", "ftplib"}
LISTENING = "start.py"  # it opens the port that the site is served on


def imported(node):
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module} if isinstance(node, ast.ImportFrom) else set()


@pytest.mark.parametrize("path", CODE, ids=name)
def test_only_outside_opens_connections(path):
    if "outside" in path.parts or path.name == LISTENING:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        assert not imported(node) & CONNECTING, f"{name(path)}:{node.lineno}"


MOVED = {"state", "version", "retracted_at", "merged_into", "published_at"}
WRITERS = {"update", "update_or_create", "get_or_create", "create", "bulk_create", "bulk_update"}
BELOW = {"content.py", "exchange"}  # what actions write with, and the load, itself an action


def moves(node):
    """The names of states that a piece of code sets, whichever way it is written."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return MOVED & {t.attr for t in targets if isinstance(t, ast.Attribute)}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return MOVED & {k.arg for k in node.keywords} if node.func.attr in WRITERS else set()
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr":
        return MOVED & {a.value for a in node.args if isinstance(a, ast.Constant)}
    return set()


@pytest.mark.parametrize(
    "path", [p for p in CODE if not {"actions", *BELOW} & set(p.parts)], ids=name
)
def test_states_move_in_actions_only(path):
    for node in ast.walk(ast.parse(path.read_text())):
        assert not moves(node), f"{name(path)}:{node.lineno}"


@pytest.mark.parametrize(
    "line",
    [
        "x.state = 1",
        "x.version += 1",
        "x.retracted_at: int = 1",
        "rows.update(state=1)",
        "M.objects.create(version=1)",
        "setattr(x, 'merged_into', 1)",
    ],
)
def test_the_guard_sees_every_way_to_move_a_state(line):
    assert any(moves(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_reviewable_models_have_their_constraints(table):
    model = table.model.__name__.lower()
    found = {constraint.name for constraint in table.model._meta.constraints}
    assert {f"{model}_published_has_dates", f"{model}_retracted_with_reason"} <= found


@pytest.mark.walk
@pytest.mark.django_db(transaction=True)
def test_migrations_run_back_and_forth():
    labels = ("commitments", "summits")
    for label in labels:
        call_command("migrate", label, "zero", verbosity=0)
    assert "commitments_commitment" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    tables = {m._meta.db_table for label in labels for m in apps.get_app_config(label).get_models()}
    assert tables <= set(connection.introspection.table_names())


DATA_BLOCK = '<script type="application/ld+json">{{ linked_data|json_ld|safe }}</script>'
LINKED_DATA = ROOT / "templates" / "components" / "linked_data.html"  # no script: nothing runs it


@pytest.mark.parametrize("path", list((ROOT / "templates").rglob("*.html")), ids=name)
def test_templates_have_no_inline_style_or_script_and_mark_nothing_as_safe(path):
    text = path.read_text()
    if path == LINKED_DATA:
        assert text.count(DATA_BLOCK) == 1
        text = text.replace(DATA_BLOCK, "")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", text)


def test_the_guides_show_the_pictures_that_tests_take():
    """Each picture of the editors' guide is there and is taken by the browser's tests; none lies unused."""
    shown = re.findall(r"\(img/editors/([\w-]+)\.png\)", (ROOT / "docs/editors.md").read_text())
    taken = re.findall(r'picture\(\w+, "([\w-]+)"\)', (ROOT / "tests/e2e/test_desk.py").read_text())
    kept = [path.stem for path in (ROOT / "docs/img/editors").iterdir()]
    assert sorted(shown) == sorted(taken) == sorted(kept)


BROWSER = sorted((ROOT / "tests" / "e2e").glob("*.py"))
AT_ONCE = {
    "count",
    "input_value",
    "inner_text",
    "text_content",
    "is_visible",
    "is_hidden",
    "is_checked",
}


@pytest.mark.parametrize("path", BROWSER, ids=name)
def test_what_is_asserted_of_a_page_is_waited_for(path):
    """A page may still be on its way when the button that leads to it has been pressed; `expect` waits."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assert):
            asked = {one.attr for one in ast.walk(node.test) if isinstance(one, ast.Attribute)}
            assert not asked & AT_ONCE, f"{name(path)}:{node.lineno} reads at once"
