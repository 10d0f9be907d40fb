"""Check the addresses of public sources whose turn it is; run it daily.

One request at a time, a pause between two to the same host, never more than 64 KB or 15 seconds of
a document. What was found is kept at once: a run that is stopped or killed goes on where it was, and two
runs at once never check the same link. An address counts as gone after three days without an answer.

Ends with one line, "N links checked: …; M left", and exit code 0 whatever the links are like; 1 where it
could not run.
"""

from django.core.management.base import CommandError, CommandParser

from commitments import links
from commitments.choices import LinkState
from commitments.management.progress import ShowsProgress


class Command(ShowsProgress):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="check at most so many links")
        parser.add_argument(
            "--host-delay", type=float, default=2.0, help="seconds between requests to a host (2)"
        )
        parser.add_argument("--max-minutes", type=float, help="begin no check after so long")
        parser.add_argument("--only", default="", metavar="SLUG", help="check this source now")

    def handle(
        self,
        *,
        limit: int | None,
        host_delay: float,
        max_minutes: float | None,
        only: str,
        **options,
    ) -> None:
        if (limit is not None and limit < 1) or not 0 <= host_delay < 3600:
            raise CommandError("Give a --limit of 1 or more, and a --host-delay from 0 to 3599.")
        run = links.check_due(
            pace=links.Pace(host_delay),
            limit=limit,
            seconds=None if max_minutes is None else max_minutes * 60,
            only=only,
            progress=self.show,
        )
        total = run.states.total()
        if only and not total:
            raise CommandError(f"There is no public source “{only}” with an address to check.")
        told = ", ".join(f"{run.states[state]} {state}" for state in LinkState)
        self.stdout.write(f"{total} links checked: {told}; {run.left} left.")
