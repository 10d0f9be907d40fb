"""What the environment may say, and how whoever wrote something else is told: at once, in sentences."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from nsstracker import environment
from tests import server

BAD = {
    "API_LIMIT_ANONYMOUS": "abc",
    "HTTPS": "maybe",
    "HISTORY_NAMES": "everything",
    "DATABASE_URL": "mysql://me:canary@host/nss",
    "CACHE_URL": "foo://:canary@host",
    "EMAIL_URL": "smpt://me:canary@mail.example",
    "NSS_VAR": "/dev/null",
    "SECRET_KEY": "for development and tests only",
    "WEBHOOKS_HERE": "1",
}
DATABASE = ("postgres", "postgresql", "sqlite")
CACHE = ("redis", "rediss", "unix")
MAIL = ("submission", "smtp", "console")


@pytest.fixture
def told(monkeypatch):
    """The problems with one variable: ``told("HTTPS", "maybe", lambda env: env.flag("HTTPS"))``."""

    def tell(name, value, read):
        monkeypatch.setenv(name, value)
        env = environment.Environment()
        found = read(env)
        return found, env.problems

    return tell


@pytest.mark.parametrize(
    "arguments",
    [["manage.py", "check"], ["manage.py", "start"], ["-c", "import nsstracker.wsgi"]],
    ids=lambda arguments: arguments[-1],
)
def test_all_that_is_wrong_is_told_at_once_whichever_way_it_starts(tmp_path, arguments):
    how = server.command(tmp_path, **BAD, DJANGO_SETTINGS_MODULE="nsstracker.settings")
    how["args"] = [sys.executable, *arguments]
    refused = subprocess.run(**how, capture_output=True, check=False)
    assert refused.returncode == 1
    lines = refused.stderr.splitlines()
    assert len(lines) == len(BAD), refused.stderr
    assert {name for name in BAD for line in lines if line.startswith(name)} == set(BAD)
    assert "canary" not in refused.stderr + refused.stdout


def test_production_says_all_that_it_lacks(tmp_path):
    how = server.command(tmp_path / "var", DJANGO_SETTINGS_MODULE="nsstracker.settings")
    how["args"] = [sys.executable, "-c", "import nsstracker.wsgi"]
    refused = subprocess.run(**how, capture_output=True, check=False)
    assert refused.returncode == 1
    lines = refused.stderr.splitlines()
    assert [line.partition(" is not set. ")[0] for line in lines] == ["SECRET_KEY", "ALLOWED_HOSTS"]


@pytest.mark.once
def test_a_sqlite_file_of_ones_own_is_used_like_ours(tmp_path):
    """D03: without this, two that read and then write fail at once, and who reads long stops all writers."""
    own = f"sqlite:///{tmp_path}/own.sqlite3"
    how = server.command(tmp_path / "var", DATABASE_URL=own, NSS_DEBUG="1")
    how["env"]["DJANGO_SETTINGS_MODULE"] = "nsstracker.settings"
    ask = "import django; django.setup(); from django.db import connection as c; k = c.cursor();"
    say = "k.execute('PRAGMA journal_mode'); print(c.transaction_mode, k.fetchone()[0])"
    how["args"] = [sys.executable, "-c", f"{ask} {say}"]
    said = subprocess.run(**how, capture_output=True, check=True)
    assert said.stdout.split() == ["IMMEDIATE", "wal"]
    assert (tmp_path / "own.sqlite3").exists()


@pytest.mark.parametrize("value", ["none", "role", "initials", ""])
def test_one_of_a_few_words(told, value):
    found = told("WAY", value, lambda env: env.choice("WAY", "none", "role", "initials"))
    assert found == (value or "none", [])


@pytest.mark.parametrize("value", ["Role", "none,role", "1"])
def test_what_is_none_of_the_words_is_the_first_and_refused(told, value):
    found, [sentence] = told("WAY", value, lambda env: env.choice("WAY", "none", "role"))
    assert found == "none"
    assert sentence == f"WAY={value} is not known here. Use none or role."


@pytest.mark.parametrize(
    ("value", "found"), [("1", True), ("0", False), ("true", True), ("no", False), ("", False)]
)
def test_yes_and_no(told, value, found):
    assert told("HTTPS", value, lambda env: env.flag("HTTPS")) == (found, [])


@pytest.mark.parametrize("value", ["maybe", "2", "1 0", "\x1b[1m"])
def test_what_is_neither_yes_nor_no(told, value):
    _found, [sentence] = told("HTTPS", value, lambda env: env.flag("HTTPS"))
    assert sentence.endswith(" is neither yes nor no. Use 1 or 0.")
    assert sentence.isprintable()


@pytest.mark.parametrize(("value", "least"), [("0", 0), ("7", 1), (" 7 ", 7), ("", 1)])
def test_a_number(told, value, least):
    found, problems = told("N", value, lambda env: env.number("N", 120, least=least))
    assert (found, problems) == (int(value.strip() or 120), [])


@pytest.mark.parametrize("value", ["abc", "-1", "0", "1.5", "1_0", "٣", "9" * 30])
def test_what_is_no_number_that_can_be_used(told, value):
    found, [sentence] = told("N", value, lambda env: env.number("N", 120))
    assert found == 120
    assert sentence.endswith("is not a number that can be used. Use one of 1 or more, as in 120.")


@pytest.mark.parametrize(
    ("read", "schemes", "value"),
    [
        (environment.database, DATABASE, "postgres://me:secret@host:5432/nss"),
        (environment.database, DATABASE, "postgres://postgres@%2Ftmp%2Fpg/postgres"),
        (environment.database, DATABASE, "sqlite://:memory:"),
        (environment.database, DATABASE, "sqlite:////srv/nss.sqlite3"),
        (environment.cache, CACHE, "redis://:secret@host:6379/0"),
        (environment.cache, CACHE, "unix:///run/redis.sock"),
        (environment.mail, MAIL, "submission://me:secret@mail.example"),
        (environment.mail, MAIL, "console://"),
    ],
)
def test_an_address_that_can_be_used(told, read, schemes, value):
    found, problems = told("A_URL", value, lambda env: env.address("A_URL", "…", read, *schemes))
    assert found
    assert problems == []


@pytest.mark.parametrize(
    ("read", "schemes", "value", "what"),
    [
        (environment.database, DATABASE, "mysql://canary@host/nss", "starts with mysql://, which"),
        (environment.database, DATABASE, "canary", "has no scheme"),
        (environment.database, DATABASE, "canary:host/nss", "has no scheme"),
        (environment.database, DATABASE, "postgres://me:canary@host:port/nss", "cannot be read"),
        (environment.database, DATABASE, "postgres://me:canary@host", "cannot be read"),
        (environment.database, DATABASE, "postgres://[canary/nss", "cannot be read"),
        (environment.cache, CACHE, "foo://canary", "starts with foo://, which"),
        (environment.cache, CACHE, "redis://:canary@", "cannot be read"),
        (environment.cache, CACHE, "redis://:canary@host:port", "cannot be read"),
        (environment.cache, CACHE, "unix://", "cannot be read"),
        (environment.mail, MAIL, "smpt://me:canary@mail.example", "starts with smpt://, which"),
        (environment.mail, MAIL, "submission://me:canary@", "cannot be read"),
        (environment.mail, MAIL, "smtp://canary@mail.example:port", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(told, read, schemes, value, what):
    found, [sentence] = told(
        "A_URL", value, lambda env: env.address("A_URL", "right://one", read, *schemes)
    )
    assert found is None
    assert sentence.startswith(f"A_URL {what}")
    assert sentence.endswith("as in right://one.")
    assert "canary" not in sentence


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", []),
        ("mailto:security@example.org", ["mailto:security@example.org"]),
        ("https://example.org/contact, tel:+1-201", ["https://example.org/contact", "tel:+1-201"]),
    ],
)
def test_contacts(told, value, found):
    assert told("S", value, lambda env: env.contacts("S")) == (found, [])


@pytest.mark.parametrize(
    "value", ["security@example.org", "http://example.org", "https://", "mailto:a b@c", "mailto:x"]
)
def test_what_is_no_contact(told, value):
    _found, [sentence] = told("S", value, lambda env: env.contacts("S"))
    assert sentence.startswith(f"S={value} is no address to write to. Use mailto:")


@pytest.mark.parametrize("value", ["tracker@example.org", "NSS Tracker <tracker@example.org>"])
def test_a_sender(told, value):
    assert told("M", value, lambda env: env.sender("M", "a@b")) == (value, [])


@pytest.mark.parametrize("value", ["tracker", "@example.org", "a@b\nBcc: c@d"])
def test_what_is_no_sender(told, value):
    _found, [sentence] = told("M", value, lambda env: env.sender("M", "a@b"))
    assert sentence.endswith("is no mail address. Write it as in a@b.")
    assert "\n" not in sentence


def test_a_folder_may_be_there_or_be_made(told, tmp_path):
    for path in (tmp_path, tmp_path / "var" / "deep"):
        assert told("V", str(path), lambda env: env.folder("V", tmp_path)) == (path, [])
    assert told("V", "", lambda env: env.folder("V", tmp_path)) == (tmp_path, [])


def test_a_file_is_no_folder(told, tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "var"):
        _found, [sentence] = told("V", str(path), lambda env: env.folder("V", tmp_path))
        assert sentence == (
            f"V={path} cannot be used: {tmp_path / 'file'} is not a folder. Name a folder."
        )


def test_a_folder_that_cannot_be_written_to_is_refused(told):
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        if root:  # who may write everywhere becomes somebody else for the moment
            os.seteuid(65534)
        try:
            _found, problems = told("V", f"{name}/var", lambda env: env.folder("V", Path(name)))
        finally:
            if root:
                os.seteuid(0)
        Path(name).chmod(0o755)
    [sentence] = problems
    assert f"{name} cannot be written to. Name one that the application may write to." in sentence


def test_a_secret_that_cannot_be_read_is_no_traceback(tmp_path):
    env = environment.Environment()
    assert (env.kept(tmp_path / "none"), env.problems) == ("", [])
    (tmp_path / "secret").write_bytes(b"\xff")
    for path in (tmp_path, tmp_path / "secret"):
        env.kept(path)
    assert env.problems == [
        f"{path} cannot be read. Let the application read it, or remove it."
        for path in (tmp_path, tmp_path / "secret")
    ]


@pytest.mark.once
def test_a_new_folder_is_made_and_a_database_without_tables_is_told_in_a_sentence(tmp_path):
    new, base = tmp_path / "new" / "var", Path(__file__).resolve().parents[1]
    given = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "manage.py", "dump_package", str(tmp_path / "dump")],
        env=given | {"NSS_VAR": str(new), "NSS_ENV": "", "NSS_DEBUG": "1"},
        cwd=base, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: The database lacks tables. Make them with “manage.py migrate”, then try again.\n",
    )
    assert new.is_dir()


@pytest.mark.parametrize("port", ["abc", "-1", "1.5", "٣", "65536"])
def test_a_port_is_a_number_of_a_port(port):
    with pytest.raises(CommandError, match=f"^PORT={port} is not a port. Choose one from 1 to"):
        call_command("start", f"--port={port}")
