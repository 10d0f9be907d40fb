"""Send every editor the weekly mail: what waits for her, and how full the heaps of the work list are.

Run it once a week, on the same day. Nobody gets two mails in one week (from Monday, by UTC), however
often it runs, unless --again is given. Nothing is sent to whom there is nothing to tell. A run that was
stopped goes on with the others.

Ends with one line, "N mails sent, …", and exit code 1 if a mail could not be sent; the next run tries
that one again.
"""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commitments import digest


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="send to those who had this week’s mail as well"
        )

    def handle(self, *, again: bool, **options) -> None:
        run = digest.send(at=timezone.now(), again=again)
        told = f"{run.empty} had nothing to tell, {run.before} had gone before"
        self.stdout.write(f"{run.sent} mails sent, {told}.")
        if run.failed:
            whose = ", ".join(run.failed)
            raise CommandError(
                f"{len(run.failed)} mails could not be sent, to {whose}. Run it again."
            )
