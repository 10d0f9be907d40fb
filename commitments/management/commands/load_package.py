"""Load a data package from a folder; all or nothing, and a second run changes nothing.

Windows line ends, needless quotes and a missing last line end are accepted; a dump writes them plainly.
"""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.exchange import load
from commitments.exchange.reading import BadPackage
from commitments.management.progress import ShowsProgress
from commitments.management.tables import NeedsTables


class Command(NeedsTables, ShowsProgress):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with datapackage.json and its tables")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            counts = load.load_package(folder, at=timezone.now(), progress=self.show)
        except BadPackage as bad:
            for error in bad.errors:
                self.stderr.write(str(error))
            raise CommandError(
                f"Errors in {folder}: {len(bad.errors)}. So nothing was changed."
            ) from bad
        self.stdout.write(
            f"{counts.made} records made, {counts.changed} changed, {counts.same} as they were."
        )
