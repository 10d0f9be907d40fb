"""Times a load of a made-up package into an empty database: load.py COMMITMENTS [SEED]

Uses SQLite in a temporary folder, or the empty database named by DATABASE_URL. Prints, for the first
load and for a second one of the same files, the seconds, the records a second and the most memory that
the process held.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANAGE = [sys.executable, str(HERE.parent / "manage.py")]


def timed(command, environment):
    """Run a command; its seconds, its peak memory in MB and what it said."""
    started = time.monotonic()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    said = child.stdout.read()
    _pid, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command[-2:]} failed: {said}")
    return time.monotonic() - started, used.ru_maxrss / 1024, said.strip()


def size(folder):
    """The number of rows of a package."""
    found = 0
    for path in folder.glob("*.csv"):
        with path.open("rb") as stream:
            found += sum(1 for _line in stream) - 1
    return found


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(prefix="nss-bench-") as temporary:
        package = Path(temporary) / "package"
        make = [sys.executable, HERE / "make_package.py", sys.argv[1], package, *sys.argv[2:3]]
        subprocess.run(make, check=True)
        environment = os.environ | {"NSS_VAR": temporary, "NSS_DEBUG": "0", "SECRET_KEY": "bench"}
        environment |= {"ALLOWED_HOSTS": "localhost", "PYTHONWARNINGS": "ignore"}
        subprocess.run([*MANAGE, "migrate", "-v0"], env=environment, check=True)
        rows = size(package)
        database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
        print(f"{database}: {rows} rows in all files")
        for turn in ("first load", "second load, nothing new"):
            seconds, memory, said = timed([*MANAGE, "load_package", str(package)], environment)
            print(f"{turn}: {seconds:.1f} s, {rows / seconds:.0f} rows/s, {memory:.0f} MB. {said}")


if __name__ == "__main__":
    main()
