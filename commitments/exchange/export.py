"""The whole public record as files to download, as it is now: a package, its tables, NDJSON and SQLite.

A file is made once for each state of the record, on the first request, and kept until the next. So a
slow reader holds no transaction, and many readers cost one making.
"""

import datetime
import fcntl
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.db.models import Max

from commitments.exchange import dump, snapshot, tables
from commitments.exchange.sqlite import write_sqlite
from commitments.exchange.zipped import zip_folder
from commitments.models import LoadedPackage
from commitments.queries import freshness, log

PACKAGE, NDJSON, SQLITE = "nss.zip", "nss.ndjson", "nss.sqlite"
PATIENCE = 5  # seconds
MEDIA_TYPES = {
    "zip": "application/zip",
    "ndjson": "application/x-ndjson",
    "sqlite": "application/vnd.sqlite3",
    "csv": "text/csv",
}


class Busy(Exception):  # noqa: N818 - an answer, not a fault
    """Another file is being made, and that takes long."""


def opened(name: str) -> tuple[BinaryIO, str]:
    """A file of the record as it is now, open for reading, and the state it is of; raise Busy."""
    found = state()
    try:
        return (_all_exports() / found / name).open("rb"), found
    except FileNotFoundError:
        return _made(name)


def media_type(name: str) -> str:
    """The media type of a file, by the end of its name."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def state() -> str:
    """A name for the state that the record is in; the same on every machine."""
    epoch, seq = log.head()
    loaded = _loaded_at()
    known = (epoch, seq, loaded and loaded.isoformat(), freshness.code())
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]


class Dated(NamedTuple):
    """When the files last changed, and whether the second of it tells them from every earlier state."""

    at: datetime.datetime
    is_exact: bool


def dated() -> Dated:
    """The date of the files as they are now."""
    fresh, loaded = freshness.current(), _loaded_at()
    if loaded is None or loaded == fresh.changed_at:
        return Dated(fresh.modified_at, fresh.is_dated)
    at = max(fresh.modified_at, loaded)
    seen_before = loaded < at.replace(microsecond=0) - freshness.LONGEST  # though it took long
    return Dated(at, fresh.is_dated and seen_before)


def _loaded_at() -> datetime.datetime | None:
    """When a package was last loaded: its descriptor is written into ours, even if no record changed."""
    return LoadedPackage.objects.aggregate(at=Max("loaded_at"))["at"]


def _all_exports() -> Path:
    return settings.VAR_DIR / "exports"


def _made(name: str) -> tuple[BinaryIO, str]:
    """Write a file of the state that the record is in, unless another process just has."""
    _all_exports().mkdir(parents=True, exist_ok=True)
    with (
        _alone(),
        tempfile.TemporaryDirectory(dir=_all_exports(), prefix=".making-") as making,
        snapshot.one_state(),
    ):
        found = state()
        folder = _all_exports() / found
        if not (folder / name).exists():
            made = Path(making) / name
            WRITERS[name](made)
            folder.mkdir(exist_ok=True)
            made.rename(folder / name)
        for other in _all_exports().iterdir():
            if other.is_dir() and other not in (folder, Path(making)):
                shutil.rmtree(other, ignore_errors=True)
        return (folder / name).open("rb"), found


@contextmanager
def _alone() -> Iterator[None]:
    """Let one at a time write exports on this machine; who waits holds a thread of the server."""
    until = time.monotonic() + PATIENCE
    with (_all_exports() / "lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise Busy from error
                time.sleep(0.05)
        yield


def _write_package(target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump.dump_package(Path(folder))
        zip_folder(Path(folder), target)


def _write_ndjson(target: Path) -> None:
    """One object a line: the name of its table, then its columns, lists as arrays."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        for file in tables.FILES:
            for row in dump.rows(file):
                line = {"table": file.name} | {c.name: row[c.name] for c in file.columns}
                stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def _table(file: tables.File) -> Callable[[Path], None]:
    """Writes one table as it stands in the package."""

    def write(target: Path) -> None:
        dump.write_table(target, file)

    return write


WRITERS: dict[str, Callable[[Path], None]] = {
    PACKAGE: _write_package,
    NDJSON: _write_ndjson,
    SQLITE: write_sqlite,
    **{file.path: _table(file) for file in tables.FILES},
}
