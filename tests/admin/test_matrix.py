"""Z07: every address of the admin, asked and posted to by every role, compared with one table."""

import pytest
from django.contrib import admin
from django.db import transaction

from commitments.models import Submission
from tests.admin import matrix, sent
from tests.admin.world import WHO, World

SECTIONS = {
    "desk": {"-"},
    "pledges": {"commitment", "progressreport"},
    "sources": {"source", "theme", "auditentry", "change", "group"},
    "parties": {"document", "participation", "party", "summit"},
    "people": {"user", "submission", "partner", "errorreport"},
}
ROWS = matrix.rows()


@pytest.fixture
def world(person):
    return World(person)


def asked(world, address, line, who):
    """What one person is answered; what she did is undone, and her cookies are as before."""
    path = sent.where(world, address, line, who)
    if path is None:
        return "."
    client = world.clients[who]
    cookies = client.cookies.copy()
    with transaction.atomic():
        given = sent.sent(world, line, who) if line.method == "POST" else {}
        with matrix.writing() as written:
            response = getattr(client, line.method.lower())(path, given)
            b"".join(response)  # a file is open until it has been read
        transaction.set_rollback(True)
    client.cookies = cookies
    return matrix.answered(response, written)


@pytest.mark.walk
@pytest.mark.once
@pytest.mark.parametrize("section", SECTIONS)
def test_everybody_is_answered_what_the_table_says(world, section):
    """Z07: posted directly, by who may and who may not."""
    found = {(address.kind, address.act): address for address in matrix.addresses()}
    wrong = []
    for line in ROWS:
        if line.kind not in SECTIONS[section]:
            continue
        answers = {w: asked(world, found[line.kind, line.act], line, w) for w in WHO}
        if answers != line.expected:
            told = [line.kind, line.act, line.method, line.what, *answers.values()]
            wrong.append(" ".join(told))
    assert not wrong, "\n".join(wrong)


def test_every_page_opens_for_who_may_do_everything(world):
    """The one walk over the admin that PostgreSQL has to stand as well."""
    found = {(address.kind, address.act): address for address in matrix.addresses()}
    wrong = {}
    for line in ROWS:
        if line.method == "GET" and line.what in {"-", "public", "own"}:
            answer = asked(world, found[line.kind, line.act], line, "superuser")
            if answer != line.expected["superuser"]:
                wrong[line.kind, line.act, line.what] = answer
    assert wrong == {}


def things_of(address):
    """What an address has to be tried on, and what its lines may be about besides."""
    if address.act in sent.COPIES | sent.SHEETS:
        return {"own", "theirs"}
    if address.act == "autocomplete":
        return set(sent.QUERIES)
    if not address.names_a_thing or address.kind in {
        *matrix.GROUPS["log"],
        "group",
        "partner",
        "errorreport",
    }:
        return {"-"}
    if address.kind == "submission":
        return {"own-draft", "own-review", "their-draft", "their-review"}
    if address.kind == "user":
        return {"own", "theirs", "foreign"}
    kinds = {"own", "theirs", "public"}
    return kinds | ({"foreign"} if address.kind in matrix.OF_PARTIES else set())


def missing(found):
    """Addresses, each with how and on what it is not tried."""
    tried = {(line.kind, line.act, line.method, line.what) for line in ROWS}
    wanted = {
        (address.kind, address.act, method, thing)
        for address in found
        for method in ("GET", "POST")
        for thing in things_of(address)
        if not (address.act == "add" and address.kind in sent.NEW)
    }
    return wanted - tried


def test_every_address_is_in_the_table_and_nothing_else_is():
    found = matrix.addresses()
    assert missing(found) == set()
    known = {(address.kind, address.act) for address in found}
    assert {(line.kind, line.act) for line in ROWS} == known
    assert {line.kind for line in ROWS} == set().union(*SECTIONS.values())


def test_an_address_that_nobody_entered_is_told_of():
    new = matrix.Address(
        "commitment", "explode", "commitments/commitment/<path:object_id>/explode/"
    )
    told = {(thing, method) for _kind, _act, method, thing in missing([new])}
    things = ("own", "theirs", "public", "foreign")
    assert told == {(thing, method) for thing in things for method in ("GET", "POST")}


def test_the_only_actions_of_a_list_ask_on_pages_of_their_own():
    """Every other action would be a way round the buttons."""
    offered = {model: screen.actions for model, screen in admin.site._registry.items()}
    assert {model: some for model, some in offered.items() if some} == {
        Submission: ["ask_to_publish", "ask_to_submit"]
    }
