"""Run a command with DATABASE_URL set to a throw-away PostgreSQL: with_postgres.py COMMAND [ARGUMENT ...]

The server listens on a socket in a temporary folder only and ends with the command. As root it runs
under another account, since PostgreSQL refuses root. Without PostgreSQL the command is left out, which
is said aloud, or is a failure with REQUIRE_POSTGRES=1.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "60",
}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine; Debian keeps it off the PATH."""
    found = [Path(p).parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found.sort(key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).resolve().parent if on_path else None


def unprivileged() -> dict:
    """Arguments of a process that must not run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def locale() -> str:
    """A locale that sorts unlike code points, if there is one, so that a wrong order shows."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    return next((name for name in ("en_US.utf8", "en_GB.utf8") if name in known.split()), "C.UTF-8")


def end_with_parent() -> None:
    """Ask the kernel to stop the server when this process is killed."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGQUIT)


def wait_until_ready(folder: Path, base: Path, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while subprocess.run([folder / "pg_isready", "-q", "-h", base], check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("PostgreSQL did not start: " + (base / "log").read_text()[-1500:])
        time.sleep(0.05)


def run(folder: Path, command: list[str]) -> int:
    """Make a cluster, run the command beside it, and leave nothing behind."""
    account = unprivileged()
    base = Path(tempfile.mkdtemp(prefix="pg"))
    if account:
        os.chown(base, account["user"], account["group"])
    environment = {"PATH": os.environ["PATH"], "HOME": str(base), "TZ": "UTC"}
    try:
        made = subprocess.run(
            [
                folder / "initdb",
                "-D",
                base / "data",
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-sync",
                "-E",
                "UTF8",
                f"--locale={locale()}",
            ],
            env=environment,
            cwd=base,
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
        if made.returncode:
            raise SystemExit("initdb failed: " + made.stderr)
        options = [f"--{name}={value}" for name, value in FAST.items()]
        with (base / "log").open("w") as log:
            server = subprocess.Popen(
                [folder / "postgres", "-D", base / "data", "-k", base, "-h", "", *options],
                env=environment,
                cwd=base,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **account,
            )
        try:
            wait_until_ready(folder, base, server)
            url = f"postgres://postgres@{quote(str(base), safe='')}/postgres"
            return subprocess.run(
                command, env=os.environ | {"DATABASE_URL": url}, check=False
            ).returncode
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(20)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main() -> int:
    folder = programs()
    if folder is None:
        print("LEFT OUT: PostgreSQL is not installed (Debian: apt-get install postgresql).")
        return 1 if os.environ.get("REQUIRE_POSTGRES") == "1" else 0
    return run(folder, sys.argv[1:])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
