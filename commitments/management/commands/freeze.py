"""Write the whole public site and its data as plain files into a folder, for any web server."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from commitments.management.freezing import Unfrozen, freeze
from commitments.management.progress import ShowsProgress


class Command(ShowsProgress):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="folder to write to; made if missing")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            count = freeze(folder.absolute(), self.show)
        except Unfrozen as refusal:
            raise CommandError(f"{refusal} Nothing was written.") from refusal
        except OSError as error:
            raise CommandError(
                f"{folder} cannot be written to: {error.strerror}. Name a folder of your own."
            ) from error
        self.stdout.write(f"{count} files written to {folder}. Any web server can serve them.")
