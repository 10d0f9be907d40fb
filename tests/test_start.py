"""`make run`: what the first start makes, the second finds, and how the server stops."""

import http.client
import json
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests import server
from tests.api.partners import bearing

pytestmark = pytest.mark.once

SLOW_ANSWER = """
import signal, socket, time
from commitments.management.commands import start
def slow(environ, start_response):
    print("asked", flush=True)
    time.sleep(1)
    start_response("200 OK", [("Content-Length", "3000000")])
    return [b"x" * 3000000]
signal.signal(signal.SIGTERM, start.stop)
with start.listening_socket("127.0.0.1", 0) as listener:
    print(listener.getsockname()[1], flush=True)
    start.serve(slow, listener)
"""


SWALLOWED = """
import contextlib
from commitments.management.commands import start
with contextlib.suppress(SystemExit):
    start.stop()
with start.listening_socket("127.0.0.1", 0) as listener:
    start.serve(print, listener)
"""


@pytest.fixture
def folder(server_folder):
    return server_folder()


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_second_start_finds_what_the_first_has_made(tmp_path):
    folder = tmp_path / "var"
    with server.running(folder) as first:
        with urlopen(f"{first.address}/readyz") as ready:
            assert (ready.status, ready.headers["Cache-Control"]) == (200, "no-store")
        with urlopen(f"{first.address}/api/v1/themes/?page_size=1") as themes:
            assert json.load(themes)["results"][0]["url"].startswith(f"{first.address}/api/v1/")
        assert set(first.passwords) == {"editor", "reviewer"}
        assert all(len(password) >= 16 for password in first.passwords.values())
        with urlopen(
            Request(f"{first.address}/api/v1/submissions/", headers=bearing(first.key))
        ) as own:
            assert json.load(own)["count"] == 0
    secret = (folder / "secret_key").read_text()
    assert mode(folder / "secret_key") == mode(folder / "sign-ins.txt") == 0o600
    assert mode(folder / "sandbox-key.txt") == 0o600
    shutil.rmtree(folder / "static")
    with server.running(folder) as second:
        assert (second.passwords, second.key) == (first.passwords, first.key)
        assert (folder / "secret_key").read_text() == secret
        with urlopen(f"{second.address}/") as home:
            assert home.status == 200


def test_a_site_that_others_reach_prints_neither_key_nor_password(folder):
    """L02: what is printed there is kept in logs."""
    with server.running(folder, HTTPS="1") as site:
        assert (site.passwords, site.key) == ({}, "")
    assert (folder / "sign-ins.txt").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_with_success_and_frees_the_port(folder, number):
    with server.running(folder) as site:
        host, port = site.address.removeprefix("http://").split(":")
        idle = http.client.HTTPConnection(host, int(port))
        idle.request("GET", "/healthz")
        assert idle.getresponse().read() == b"ok\n"
        site.process.send_signal(number)
        assert site.process.wait(timeout=20) == 0
        idle.close()
        socket.create_server((host, int(port))).close()


def test_a_signal_that_python_swallows_stops_it_all_the_same():
    command = [sys.executable, "-c", SWALLOWED]
    assert subprocess.run(command, cwd=server.ROOT, timeout=20, check=False).returncode == 0


def test_a_request_under_way_is_answered_whole_after_the_signal():
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_ANSWER], cwd=server.ROOT, stdout=subprocess.PIPE, text=True
    )
    with process, socket.create_connection(("127.0.0.1", int(process.stdout.readline()))) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        with client.makefile("rb") as answer:
            assert answer.read().endswith(b"\r\n\r\n" + b"x" * 3_000_000)
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "Set ALLOWED_HOSTS to the names the site answers to."),
        (["--port", "70000"], "PORT=70000 is not a port. Choose one from 1 to 65535."),
        (["--host", "nowhere.invalid"], "Cannot listen on nowhere.invalid port 8000: "),
    ],
)
def test_what_cannot_be_served_is_refused_in_one_sentence(tmp_path, arguments, sentence):
    refused = subprocess.run(
        **server.command(tmp_path / "var", *arguments), capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert refused.stderr.count("\n") <= 2
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("name", ["start", "check"])
@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="needs a folder in which nothing is made"
)
def test_a_folder_that_cannot_be_made_is_told_of_in_one_sentence(name):
    how = server.command(Path("/proc/nowhere"), "--port", "0")
    if name != "start":
        how = server.manage(Path("/proc/nowhere"), name)
    refused = subprocess.run(**how, capture_output=True, check=False)
    assert refused.returncode == 1
    assert "NSS_VAR=/proc/nowhere cannot be made: " in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "address", ["postgres://name:secret@127.0.0.1:1/nss", "sqlite:////nowhere/nss.sqlite3"]
)
def test_a_database_that_cannot_be_reached_is_told_of_in_one_sentence(tmp_path, address):
    refused = subprocess.run(
        **server.command(tmp_path / "var", "--port", "0", DATABASE_URL=address),
        capture_output=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "The database cannot be used (" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "secret" not in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "more", "sentence"),
    [
        (["--host", "0.0.0.0"], {}, "HOST=0.0.0.0 others reach"),
        ([], {"HTTPS": "1"}, "Leave it out with HTTPS=1."),
    ],
)
def test_error_pages_with_details_are_shown_to_nobody_else(tmp_path, arguments, more, sentence):
    how = server.command(
        tmp_path / "var", *arguments, NSS_DEBUG="1", ALLOWED_HOSTS="nss.example", **more
    )
    refused = subprocess.run(**how, capture_output=True, check=False)
    assert refused.returncode == 1
    assert sentence in refused.stderr


def test_a_port_that_is_taken_is_refused_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = subprocess.run(
            **server.command(tmp_path / "var", "--port", port), capture_output=True, check=False
        )
    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {port}: Address already in use." in refused.stderr
    assert not (tmp_path / "var").exists()


def test_only_the_names_given_are_answered(folder):
    with server.running(folder, ALLOWED_HOSTS="tracker.example") as site:
        host, port = site.address.removeprefix("http://").split(":")
        statuses = []
        for name in ("tracker.example", "evil.example"):
            asked = http.client.HTTPConnection("127.0.0.1", int(port))
            asked.request("GET", "/admin/login/", headers={"Host": name})
            statuses.append(asked.getresponse().status)
            asked.close()
        assert (host, statuses) == ("127.0.0.1", [200, 400])


def without_accounts(database, copy):
    """Copy a database as it was before anybody could sign in."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("DELETE FROM commitments_user_groups")
        target.execute("DELETE FROM commitments_user")
        target.commit()


@pytest.mark.walk
def test_two_machines_have_different_secrets_and_passwords(folder, tmp_path):
    """S05: made at random, by nobody's name."""
    with server.running(folder) as one:
        without_accounts(folder / "nss.sqlite3", tmp_path / "nss.sqlite3")
        with server.running(tmp_path) as other:
            words = [*one.passwords.values(), *other.passwords.values()]
    assert len(set(words)) == 4
    assert "admin" not in one.passwords
    assert (folder / "secret_key").read_text() != (tmp_path / "secret_key").read_text()


@pytest.mark.parametrize(("key", "starts"), [("for development and tests only", 1), ("mine", 0)])
def test_production_refuses_the_key_of_development(tmp_path, key, starts):
    """S05: with a key of its own it starts."""
    how = server.command(tmp_path / "var", SECRET_KEY=key)
    how["args"] = [sys.executable, "manage.py", "check"]
    refused = subprocess.run(**how, capture_output=True, check=False)
    assert refused.returncode == starts, refused.stderr
    assert ("which everybody knows" in refused.stderr) is bool(starts)
