"""Freeze the public record as the next numbered edition; where the last one holds the same data, make none."""

from django.core.management.base import CommandError
from django.utils import timezone

from commitments.exchange import releases
from commitments.management.tables import NeedsTables


class Command(NeedsTables):
    help = __doc__

    def handle(self, **options) -> None:
        try:
            made = releases.make_release(at=timezone.now())
        except releases.SameData as same:
            self.stdout.write(str(same))
            return
        except releases.NotMade as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(
                f"{releases.all_releases()} cannot be written to: {error.strerror}. No release was made."
            ) from error
        place = releases.folder_of(made) / made.package_name
        self.stdout.write(f"Release {made.number} is in {place}.\nSHA-256 {made.sha256}")
        for table, counts in made.counts.items():
            told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            self.stdout.write(f"{table}: {told}")
