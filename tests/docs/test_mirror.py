"""The reference client of docs/examples: its copy equals the export after whatever editors have done."""

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

from commitments.actions import checking
from commitments.actions.errors import Refused
from commitments.models import Change, Commitment
from tests.api.storm import ACTS, act, seed, some

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "examples" / "mirror.py"
LIMIT = 150  # lines

pytestmark = [pytest.mark.once, pytest.mark.walk]


@pytest.fixture
def site(live_server, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path / "var")
    monkeypatch.setattr(settings, "SITE_URL", live_server.url)
    monkeypatch.setattr(settings, "API_LIMIT_ANONYMOUS", 100_000)
    return live_server.url


@pytest.fixture
def synced(site, tmp_path):
    """Runs the client as a partner does; returns what it says."""

    def run():
        command = [sys.executable, CLIENT, site, tmp_path / "copy.sqlite"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
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
    news = Change.objects.count() - before
    assert synced() == f"{news} changes.\n"
    found = rows(tmp_path / "copy.sqlite")
    assert found == exported(site, tmp_path)
    assert all(found[name] for name in ("citations", "checks", "progress_reports"))
    assert synced() == "0 changes.\n"
    call_command("restart_feed")
    assert synced() == "0 changes.\n"
    assert rows(tmp_path / "copy.sqlite") == found


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
