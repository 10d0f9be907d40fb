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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.db.models import Max

from commitments.exchange import dump, tables
from commitments.exchange.sqlite import write_sqlite
from commitments.exchange.zipped import zip_folder
from commitments.models import LoadedPackage
from commitments.queries import freshness, log

PACKAGE, NDJSON, SQLITE = "nss.zip", "nss.ndjson", "nss.sqlite"
ATTEMPTS = 5
MEDIA_TYPES = {
    "zip": "application/zip",
    "ndjson": "application/x-ndjson",
    "sqlite": "application/vnd.sqlite3",
    "csv": "text/csv",
}


class Busy(Exception):  # noqa: N818 - an answer, not a fault
    """The record changed during every attempt to write it down."""


def opened(name: str) -> tuple[BinaryIO, str]:
    """A file of the record as it is now, open for reading, and the state it is of; raise Busy."""
    for _attempt in range(ATTEMPTS):
        found = state()
        folder = _all_exports() / found
        if not (folder / name).exists():
            _make(folder, name)
        try:
            return (folder / name).open("rb"), found
        except FileNotFoundError:
            continue  # the record has moved on
    raise Busy


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
    if loaded is None or (fresh.changed_at is not None and loaded <= fresh.changed_at):
        return Dated(fresh.modified_at, fresh.is_dated)
    return Dated(max(fresh.modified_at, loaded), is_exact=False)


def _loaded_at() -> datetime.datetime | None:
    """When a package was last loaded: its descriptor is written into ours, even if no record changed."""
    return LoadedPackage.objects.aggregate(at=Max("loaded_at"))["at"]


def _all_exports() -> Path:
    return settings.VAR_DIR / "exports"


def _make(folder: Path, name: str) -> None:
    """Write a file of one state, unless another process just has; what is of another state is left to it."""
    _all_exports().mkdir(parents=True, exist_ok=True)
    with _alone(), tempfile.TemporaryDirectory(dir=_all_exports(), prefix=".making-") as making:
        if (folder / name).exists():
            return
        made = Path(making) / name
        WRITERS[name](made)
        if state() != folder.name:
            return
        folder.mkdir(exist_ok=True)
        made.rename(folder / name)
        for other in _all_exports().iterdir():
            if other.is_dir() and other not in (folder, Path(making)):
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time write exports on this machine."""
    with (_all_exports() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
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
