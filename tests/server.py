"""Runs the real server for tests: `manage.py start` in a process, on a free port and in its own folder."""

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OF_THE_TESTS = {"NSS_ENV", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "NSS_DEBUG"}


@dataclass(frozen=True)
class Site:
    """A running server: where it answers, who may sign in, its sandbox key, its process, its folder."""

    address: str
    passwords: dict[str, str]
    key: str
    process: subprocess.Popen
    folder: Path


def command(folder: Path, *arguments: str, **environment: str) -> dict:
    """How to start the server with the settings of a newcomer: none but the folder."""
    given = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return {
        "args": [sys.executable, "manage.py", "start", *arguments],
        "cwd": ROOT,
        "env": given | {"NSS_VAR": str(folder)} | environment,
        "text": True,
    }


def manage(folder: Path, name: str, **environment: str) -> dict:
    """How to run another command with the folder and the settings of a server."""
    return command(folder, **environment) | {"args": [sys.executable, "manage.py", name]}


def free_port() -> int:
    """A port that the system gives to nobody meanwhile, and no other process of the tests takes."""
    for port in random.Random(os.getpid()).sample(range(20_000, 30_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@contextlib.contextmanager
def running(folder: Path, **environment: str) -> Iterator[Site]:
    """A server that answers, stopped at the end."""
    process = subprocess.Popen(
        **command(folder, "--port", "0", **environment), stdout=subprocess.PIPE
    )
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.startswith("Stop it"):
                break
        else:
            raise AssertionError(f"the server did not start: {said}")
        address = re.search(r"The site +(\S+)/\n", said)[1]
        passwords = dict(re.findall(r"Sign in as (\w+) with password (\S+)", said))
        key = "".join(re.findall(r"sandbox key (\S+)", said))
        yield Site(address, passwords, key, process, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
