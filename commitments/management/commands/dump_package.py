"""Write the public record as a data package into a folder."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from commitments.exchange import dump, snapshot
from commitments.management.tables import NeedsTables


class Command(NeedsTables):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="folder to write to; made if missing")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            with snapshot.one_state():
                counts = dump.dump_package(folder)
        except OSError as error:
            raise CommandError(
                f"{folder} cannot be written to: {error.strerror}. Name a folder of your own."
            ) from error
        self.stdout.write(
            f"{sum(counts.values())} rows in {len(counts)} files written to {folder}."
        )
