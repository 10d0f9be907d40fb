"""`make test` and `make walks` together run every test, on PostgreSQL all but walks that are `once`."""

import itertools
import re

from _pytest.mark.expression import Expression

from tests import server

MARKS = ("e2e", "walk", "later", "once")
SETS = [set(found) for n in range(5) for found in itertools.combinations(MARKS, n)]
WORDS = {
    name: Expression.compile(words)
    for name, words in re.findall(
        r"^(\w+) := ((?:not |e2e).*)$", (server.ROOT / "Makefile").read_text(), re.M
    )
}


def runs(marks, *names):
    """How many of the selections take a test with these marks."""
    return sum(WORDS[name].evaluate(lambda mark, **_: mark in marks) for name in names)


def test_every_test_is_run_by_one_of_the_two_commands():
    for marks in SETS:
        browser = "e2e" in marks
        assert runs(marks, "ON_SQLITE", "WALKS_ON_SQLITE") == (not browser), marks
        again = not browser and not {"once", "walk"} <= marks
        assert runs(marks, "ON_POSTGRES", "WALKS_ON_POSTGRES") == again, marks
        assert runs(marks, "IN_BROWSER", "WALKS_IN_BROWSER") == browser, marks
