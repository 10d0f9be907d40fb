"""The reference client of docs/examples: its copy equals the export after whatever editors have done."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from commitments import content
from commitments.actions import checking, review
from commitments.actions.errors import Refused
from commitments.models import Change, Commitment
from summits.models import Party, Theme
from tests.actions.proposals import submitted
from tests.api.storm import ACTS, act, seed, some
from tests.outside.listener import listening

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "examples" / "mirror.py"
LIMIT = 150  # lines

pytestmark = [pytest.mark.once, pytest.mark.walk]


@pytest.fixture
def site(live_server, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path / "var")
    monkeypatch.setattr(settings, "SITE_URL", live_server.url)
    monkeypatch.setattr(settings, "API_LIMIT_ANONYMOUS", 100_000)
    return live_server.url


def ran(site, folder, **environment):
    """The client run as a partner does."""
    command = [sys.executable, CLIENT, site, folder / "copy.sqlite"]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | environment
    )


@pytest.fixture
def synced(site, tmp_path):
    """Runs the client, which must succeed; returns what it says."""

    def run():
        done = ran(site, tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def rows(path):
    """Every table but the client's own, with its rows in order."""
    with closing(sqlite3.connect(path)) as copy:
        names = [row[0] for row in copy.execute("SELECT name FROM sqlite_master ORDER BY name")]
        return {
            name: sorted(copy.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in names
            if not name.startswith("_")
        }


def exported(site, folder):
    """The export of now."""
    path = folder / "export.sqlite"
    with urlopen(f"{site}/api/v1/export/nss.sqlite") as answer:
        path.write_bytes(answer.read())
    return rows(path)


def do(people, names, chance):
    """Act on the record, each thing as often as it takes to be done once."""
    for name in names:
        for _attempt in range(20):
            with suppress(Refused, ValidationError):
                act(name, people, chance)
                break
        else:
            raise AssertionError(f"{name} could not be done")


class Answers(dict):
    """One answer for every page of the feed, 502 for all else."""

    def __init__(self, feed, answer):
        super().__init__()
        self.feed, self.answer = feed, answer

    def get(self, path, _default=None):
        return self.answer if path.startswith(self.feed) else 502


def leave(pledge, editor, reviewer):
    """The party of a commitment leaves it, and another has come."""
    at, proposed = timezone.now(), content.read(pledge)
    code = next(
        one.code for one in Party.objects.all() if one.code != proposed["parties"][0]["party"]
    )
    proposed["parties"][0] |= {"joined_on": "2013", "left_on": "2014-05"}
    proposed["parties"] += [{"party": code, "role": "lead", "joined_on": None, "left_on": None}]
    proposed["parties"].sort(key=lambda one: one["party"])
    review.publish(submitted(editor, at, (pledge, proposed)), by=reviewer, at=at)


def test_a_copy_equals_the_export_after_everything_editors_do(
    site, synced, editor, reviewer, manager, tmp_path
):
    people, chance = (editor, reviewer, manager), random.Random(5)
    seed()
    do(people, ["publish"] * 6, chance)
    assert synced() == "0 changes.\n"
    assert rows(tmp_path / "copy.sqlite") == exported(site, tmp_path)
    before = Change.objects.count()
    do(people, [*ACTS, "publish", *ACTS], chance)
    looked_at = some(chance, Commitment)
    checking.record_check(looked_at, where="The ministry's site", by=manager, at=timezone.now())
    leave(some(chance, Commitment), editor, reviewer)
    news = Change.objects.count() - before
    assert synced() == f"{news} changes.\n"
    found = rows(tmp_path / "copy.sqlite")
    assert found == exported(site, tmp_path)
    assert all(found[name] for name in ("citations", "checks", "progress_reports"))
    assert synced() == "0 changes.\n"
    call_command("restart_feed")
    assert synced() == "0 changes.\n"
    assert rows(tmp_path / "copy.sqlite") == found


def test_a_copy_stays_as_it_was_where_the_server_is_in_trouble(site, synced, tmp_path):
    """A refused key, a feed that fails, a record that fails: the next run goes on where this one began."""
    seed()
    synced()
    before = (tmp_path / "copy.sqlite").read_bytes()
    entry = {"type": "theme", "id": Theme.objects.first().slug}
    with listening() as server:
        feed, record = "/api/v1/changes/", server.url("/record")
        page = {"results": [entry | {"url": record}], "next_cursor": "x", "has_more": False}
        bodies = {502: b"<html>", 400: b"{}", 200: json.dumps(page).encode()}

        for status in (401, 500, 502, 400, 200):
            body = bodies.get(status, b"")
            server.answers = Answers(feed, (status, {"Last-Modified": "x"}, body))
            done = ran(server.url("").rstrip("/"), tmp_path)
            assert done.returncode == 1, status
            assert "The copy is as it was" in done.stderr, status
            assert (tmp_path / "copy.sqlite").read_bytes() == before, status
    done = ran(site, tmp_path, NSS_KEY="nsst_nosuch")
    assert (done.returncode, "401" in done.stderr) == (1, True)
    assert (tmp_path / "copy.sqlite").read_bytes() == before
    assert synced() == "0 changes.\n"


def test_the_client_is_short_and_needs_nothing_else():
    text = CLIENT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < LIMIT
    named = {
        line.split()[1].partition(".")[0]
        for line in text.splitlines()
        if line.startswith("import ")
    }
    assert named <= sys.stdlib_module_names
    assert "\nfrom " not in text
