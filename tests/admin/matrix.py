"""The addresses of the admin as the resolver has them, and the table of what each role is answered."""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib import admin
from django.db import connection

from tests.admin.world import MODEL_NAMES, WHO

TABLE = Path(__file__).with_name("rights.txt")
DRAFTED = ["commitment", "progressreport", "source", "document", "participation"]
KEPT = ["summit", "party", "theme"]
GROUPS = {
    "drafted": DRAFTED,
    "kept": KEPT,
    "record": DRAFTED + KEPT,
    "merged": ["commitment", "progressreport", "source"],
    "named": ["commitment", "source", "document"],
    "log": ["auditentry", "change"],
}
OF_PARTIES = {"commitment", "progressreport", "document", "participation", "party"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
NOT_WORK = {"django_session", "commitments_guesses", "commitments_auditentry"}
DONE, SIGN_IN = "done", "in"


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: what it is about, what it does there, and how it is written."""

    kind: str
    act: str
    route: str

    @property
    def names_a_thing(self):
        return bool(set(PARAMETER.findall(self.route)) & {"object_id", "pk", "id"})


def addresses():
    """Every address under /admin/; those of a model by the name of the model."""
    return [_address(route, name) for route, name in _walk(admin.site.urls[0], "")]


def _walk(patterns, before):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.name


def _address(route, name):
    model = re.match(r"(\w+)/(\w+)/", route)
    if not model or model[1] not in {"commitments", "summits", "auth"}:
        return Address("-", name or "elsewhere", route)
    act = (name or "shortcut").removeprefix(f"{model[1]}_{model[2]}_")
    return Address(model[2], act, route)


@dataclass(frozen=True)
class Row:
    """One line of the table for one kind of thing: who is answered what."""

    kind: str
    act: str
    method: str
    what: str
    expected: dict


def rows():
    """The table, a line for each kind that a group stands for."""
    found = []
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            group, act, method, what, *answers = line.split()
            assert len(answers) == len(WHO), line
            for kind in GROUPS.get(group, [group]):
                if what != "foreign" or kind in OF_PARTIES or kind not in MODEL_NAMES:
                    found.append(Row(kind, act, method, what, dict(zip(WHO, answers, strict=True))))
    return found


@contextmanager
def writing():
    """Collects the statements that change what people work on, but for those that are rolled back."""
    done, points = [], {}

    def look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        words = sql.replace('"', "").split()
        if words[0] == "SAVEPOINT":
            points[words[1]] = len(done)
        elif words[:3] == ["ROLLBACK", "TO", "SAVEPOINT"]:
            del done[points[words[3]] :]
        elif words[0] in {"INSERT", "UPDATE", "DELETE"}:
            before = {"INSERT": "INTO", "UPDATE": "UPDATE", "DELETE": "FROM"}[words[0]]
            table = words[words.index(before) + 1]  # SQLite says INSERT OR IGNORE INTO
            if table not in NOT_WORK:
                done.append(sql)
        return answer

    with connection.execute_wrapper(look):
        yield done


def answered(response, written):
    """An answer in a word: work was done, to be signed in, or the status of what is shown."""
    if written and response.status_code < 400:
        return DONE
    location = response.headers.get("Location", "")
    asks = any(template.name == "admin/login.html" for template in response.templates)
    if location.startswith("/admin/login/") or asks:
        return SIGN_IN
    return str(response.status_code)
