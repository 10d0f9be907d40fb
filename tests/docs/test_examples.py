"""Every example of the guides for partners runs, from top to bottom, against a server like a newcomer's."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from tests import server

DOCS = server.ROOT / "docs"
GUIDES = ("api.md", "api-guide.md", "api-stability.md")
BLOCK = re.compile(r"^```(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = re.compile(r"# (\w+\.py)\n")
LONGEST = 240  # seconds, on a busy machine
FOR_DEVELOPERS = {
    "NSS_DEBUG": "1", "WEBHOOKS_HERE": "1", "API_LIMIT_ANONYMOUS": "100000",
}  # fmt: skip

pytestmark = [
    pytest.mark.once,
    pytest.mark.walk,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


@pytest.fixture(scope="module")
def site(server_folder):
    """A server for developers, with a release, and a worker that serves webhooks."""
    folder = server_folder()
    quiet = {"stdout": subprocess.DEVNULL}
    subprocess.run(**server.manage(folder, "make_release"), **quiet, check=True)
    worker = subprocess.Popen(
        **server.manage(folder, "deliver_webhooks", **FOR_DEVELOPERS), **quiet
    )
    try:
        with server.running(folder, **FOR_DEVELOPERS) as running:
            yield running
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)


def blocks(name):
    """The fenced blocks of a guide in order: language and text."""
    return BLOCK.findall((DOCS / name).read_text(encoding="utf-8"))


def expected(found):
    """What a guide says that its blocks print, by their place; a text follows what prints it."""
    return {place: text for place, (language, text) in enumerate(found[1:]) if language == "text"}


def ran(language, found, folder):
    """What each block of a language prints, all of them run as one program."""
    mark, command = {
        "sh": ("printf '\\x1e{0}\\x1e'\n", ["bash", "-euo", "pipefail", "-c"]),
        "python": ("print('\\x1e{0}\\x1e', end='', flush=True)\n", [sys.executable, "-c"]),
    }[language]
    parts = [
        mark.format(place) + text for place, (one, text) in enumerate(found) if one == language
    ]
    how = {"cwd": folder, "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*command, "\n".join(parts)], process_group=0, **how) as program:
        try:
            printed, complained = program.communicate(timeout=LONGEST)
        finally:  # with whatever it has started
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
    assert program.returncode == 0, printed + complained
    said = printed.split("\x1e")
    return dict(zip(map(int, said[1::2]), said[2::2], strict=True))


@pytest.mark.parametrize("name", GUIDES)
def test_every_example_runs_and_prints_what_the_guide_says(site, tmp_path, name):
    port = str(server.free_port())
    found = [
        (language, text.replace("http://127.0.0.1:8000", site.address)
         .replace("nsst_…", site.key).replace("8400", port))
        for language, text in blocks(name)
    ]  # fmt: skip
    assert {language for language, _text in found} <= {"sh", "python", "text"}
    shutil.copy(DOCS / "examples" / "mirror.py", tmp_path)
    for place, (_language, text) in enumerate(found):
        if program := PROGRAM.match(text):
            (tmp_path / program[1]).write_text(text, encoding="utf-8")
            found[place] = ("program", text)
    printed = ran("sh", found, tmp_path) | ran("python", found, tmp_path)
    assert {place: printed[place] for place in expected(found)} == expected(found)


def test_the_guides_name_the_files_that_are_there():
    for name in GUIDES:
        text = (DOCS / name).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([\w./-]+)\)", text):
            assert (DOCS / link).exists(), f"{name} leads to {link}"


def test_the_client_is_as_long_as_the_guide_says():
    lines = len((DOCS / "examples" / "mirror.py").read_text(encoding="utf-8").splitlines())
    assert f"{lines} lines" in (DOCS / "api-guide.md").read_text(encoding="utf-8")
