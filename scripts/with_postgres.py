"""Run a command with DATABASE_URL set to a throw-away PostgreSQL: with_postgres.py COMMAND [ARGUMENT ...]

The server listens on a socket in a temporary folder only and ends with the command. As root it runs
under another account, since PostgreSQL refuses root. Where PostgreSQL is not installed the command does
not run: that is said aloud, and is a failure with REQUIRE_POSTGRES=1. Without a command: is it installed?
"""

import contextlib
import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ABSENT = "PostgreSQL is not installed (Debian: apt-get install postgresql): its tests are left out."
# what a server may leave out whose data live for one test run
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "120",
}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
PATIENCE = 30  # seconds for a start or a stop


def programs() -> Path | None:
    """The folder of the newest PostgreSQL on this machine; Debian keeps it off the PATH."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return max(found, key=lambda path: int(path.parts[-3])).parent
    return Path(on_path).resolve().parent if on_path else None


def unprivileged() -> dict:
    """Arguments of a process that must not run as root: another account, where we are root."""
    if os.geteuid() != 0:
        return {}
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def locale(folder: Path) -> list[str]:
    """Sort as people do, where the server can: an order that forgot to say COLLATE "C" then shows."""
    version = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True)
    if int(re.findall(r"\d+", version.stdout)[0]) < 15:
        return ["--locale=C.UTF-8"]
    return ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]


def end_with_parent() -> None:
    """Ask the kernel to stop the server when this process is killed."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGQUIT)


def make_cluster(folder: Path, base: Path, how: dict) -> None:
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", *locale(folder)]
    made = subprocess.run(
        [folder / "initdb", "-D", base / "data", *options], capture_output=True, text=True, **how
    )
    if made.returncode:
        raise SystemExit(f"initdb failed: {made.stderr}")


@contextlib.contextmanager
def server(folder: Path, base: Path, how: dict) -> Iterator[None]:
    """A running server with its socket in the folder `base`."""
    options = [f"--{name}={value}" for name, value in FAST.items()]
    with (base / "log").open("w") as log:
        process = subprocess.Popen(
            [folder / "postgres", "-D", base / "data", "-k", base, "-h", "", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_parent,
            **how,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while subprocess.run([folder / "pg_isready", "-q", "-h", base]).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"PostgreSQL did not start: {(base / 'log').read_text()[-1500:]}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE)


def run(folder: Path, command: list[str]) -> int:
    """Make a cluster, run the command beside it, and leave nothing behind."""
    account = unprivileged()
    base = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket has 107 bytes at most
    try:
        if account:
            os.chown(base, account["user"], account["group"])
        environment = {"PATH": os.environ["PATH"], "HOME": str(base), "TZ": "UTC"}
        how = {"env": environment, "cwd": base, **account}
        make_cluster(folder, base, how)
        with server(folder, base, how):
            url = f"postgres://postgres@{quote(str(base), safe='')}/postgres"
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main(command: list[str]) -> int:
    folder = programs()
    if folder is None:
        print(ABSENT)
        return 0 if command and os.environ.get("REQUIRE_POSTGRES") != "1" else 1
    return run(folder, command) if command else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
