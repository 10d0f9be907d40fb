"""A folder as a zip file whose bytes depend on nothing but the names and bytes of its files."""

import hashlib
import shutil
import zipfile
from pathlib import Path

NO_TIME = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
UNIX = 3


def zip_folder(folder: Path, target: Path) -> None:
    """Put the files of a folder into a zip, by name; stored, since libraries compress differently."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, NO_TIME)
            entry.external_attr, entry.create_system = PLAIN_FILE, UNIX
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as stream:
                shutil.copyfileobj(source, stream)


def sha256_of(path: Path) -> str:
    """The digest of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
