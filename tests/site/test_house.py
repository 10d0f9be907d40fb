"""Pages ask and know nothing of tables: no function of the public site selects rows by itself."""

import ast

import pytest
from django.conf import settings

SITE = sorted((settings.BASE_DIR / "commitments" / "site").glob("*.py"))
SELECTING = {"objects", "filter", "exclude", "annotate", "aggregate", "select_related"}
LONGEST = 25


def selecting(code):
    """Where a piece of code reaches for a table or narrows a selection."""
    return [
        (node.lineno, node.attr)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute) and node.attr in SELECTING
    ]


@pytest.mark.parametrize("path", SITE, ids=lambda path: path.name)
def test_pages_leave_selecting_to_queries(path):
    assert selecting(path.read_text()) == []


@pytest.mark.parametrize("path", SITE, ids=lambda path: path.name)
def test_functions_of_pages_are_short(path):
    functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]
    assert {
        n.name: n.end_lineno - n.lineno for n in functions if n.end_lineno - n.lineno > LONGEST
    } == {}


@pytest.mark.parametrize(
    "line", ["Party.objects.published()", "rows.filter(pk=1)", "x.y.exclude(a=1)"]
)
def test_the_guard_sees_a_selection(line):
    assert selecting(line)
