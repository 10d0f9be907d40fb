"""Releases: the whole data set frozen as a numbered edition that can be checked and cited."""

import csv
import datetime
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commitments.actions import audit, changes
from commitments.choices import AuditKind
from commitments.exchange import comparing, dump, snapshot, tables
from commitments.exchange.reading import DESCRIPTOR
from commitments.exchange.zipped import sha256_of, zip_folder
from commitments.models import Release
from commitments.queries import log

KINDS = (comparing.ADDED, comparing.CHANGED, comparing.REMOVED)


class NotMade(Exception):  # noqa: N818 - a refusal, not a fault
    """No edition was made; says why."""


class SameData(NotMade):
    """The last edition holds the very same data."""


def folder_of(release: Release) -> Path:
    """Where the files of an edition lie."""
    return all_releases() / str(release.number)


def all_releases() -> Path:
    """The folder of all editions."""
    return settings.VAR_DIR / "releases"


def make_release(*, at: datetime.datetime) -> Release:
    """Freeze what is public now as the next edition; raise NotMade, and then nothing has changed.

    It is one state of the record. Who publishes meanwhile does not wait, and is in the next edition.
    """
    all_releases().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=all_releases(), prefix=".making-") as folder:
        making = Path(folder)
        with snapshot.one_state():
            last = Release.objects.first()
            _epoch, seq = log.head()
            release = Release(number=last.number + 1 if last else 1, made_at=at, seq=seq)
            rows = dump.dump_package(making / "data")
        _write(release, last, making, rows)
        _enter(release, making / "edition", at=timezone.now())
    return release


@transaction.atomic
def _enter(release: Release, edition: Path, *, at: datetime.datetime) -> None:
    """Put an edition where all can see it, unless somebody else has made one with its number.

    ``at`` is later than it was made: to caches it is news from when it can be seen.
    """
    changes.record_aside(at=at)  # from here on one at a time
    if Release.objects.filter(pk=release.number).exists():
        raise NotMade(f"Release {release.number} has been made meanwhile by somebody else.")
    _put(edition, release)
    release.save(force_insert=True)
    audit.write(
        AuditKind.RELEASE_MADE, by=None, at=release.made_at, target=release, after=release.sha256
    )


def _write(release: Release, last: Release | None, making: Path, rows: dict[str, int]) -> None:
    """Write the files of an edition from the package that was dumped, and what is known of them."""
    data, edition = making / "data", making / "edition"
    edition.mkdir()
    if not any(rows.values()):
        raise NotMade("Nothing is public yet, so there is nothing to release.")
    package = edition / release.package_name
    zip_folder(data, package)
    release.size, release.sha256 = package.stat().st_size, sha256_of(package)
    if last and last.sha256 == release.sha256:
        raise SameData(f"Release {last.number} holds the same data. No new one was made.")
    release.contents = _contents(data, rows)
    old = _sound(last) if last else None
    listed = edition / release.changes_name
    release.counts = _list_changes(old, package, listed)
    release.changes_size, release.changes_sha256 = listed.stat().st_size, sha256_of(listed)


def _contents(data: Path, rows: dict[str, int]) -> list[dict[str, Any]]:
    """The files of the package with their rows, sizes and digests; the descriptor has no rows."""
    names = {tables.BY_NAME[name].path: count for name, count in rows.items()}
    return [
        {
            "name": path.name,
            "rows": names.get(path.name),
            "size": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in [data / DESCRIPTOR, *(data / name for name in names)]
    ]


def _sound(last: Release) -> Path:
    """The package of an edition, if it is as it was made."""
    package = folder_of(last) / last.package_name
    if not package.exists():
        raise NotMade(f"{package} is missing. Put it back from a copy, then release again.")
    if sha256_of(package) != last.sha256:
        raise NotMade(
            f"{package} is not what was released: its SHA-256 should be {last.sha256}. Put it back "
            "from a copy, then release again."
        )
    return package


def _list_changes(old: Path | None, new: Path, target: Path) -> dict[str, dict[str, int]]:
    """Write every row that differs into a file; return how many of each table."""
    counts: dict[str, Counter] = {}
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(comparing.Difference._fields)
        for found in comparing.differences(old, new):
            writer.writerow([*found[:3], ";".join(found.fields)])
            counts.setdefault(found.table, Counter())[found.change] += 1
    return {table: {kind: counted[kind] for kind in KINDS} for table, counted in counts.items()}


def _put(edition: Path, release: Release) -> None:
    """Move the files of an edition to their place; what a broken-off attempt left there is replaced."""
    place = folder_of(release)
    held = place / release.package_name
    if held.exists() and sha256_of(held) != release.sha256:
        raise NotMade(
            f"{place} holds a release {release.number} that the database does not know: the database "
            "was restored from a copy, or an attempt was broken off. Move that folder away."
        )
    if place.exists():
        shutil.rmtree(place)
    edition.rename(place)


def citation(release: Release) -> str:
    """How an edition is cited."""
    return (
        "NSS Tracker: Nuclear Security Summit commitments and what became of them. Release "
        f"{release.number}, {release.made_at:%Y-%m-%d}. {settings.SITE_URL}/data/ "
        f"SHA-256 {release.sha256}"
    )
