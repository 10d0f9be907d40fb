"""Tell webhooks of every public change, in order; run it all the time, on as many machines as you like.

Each webhook is served by one worker at a time. A worker that is stopped (SIGTERM, Ctrl-C) finishes the
messages under way; of one that is killed, others take over within half a minute, and lose nothing.
"""

import signal
import threading

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.webhooks.worker import Terms, Worker

LONGEST = 10


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at-once", type=int, default=Terms.at_once, help="webhooks served at a time (8)"
        )
        parser.add_argument(
            "--timeout", type=float, default=Terms.seconds, help="seconds for an answer (10)"
        )

    def handle(self, *, at_once: int, timeout: float, **options) -> None:
        if at_once < 1 or not 0 < timeout <= LONGEST:
            raise CommandError(f"Give --at-once of 1 or more, and a --timeout up to {LONGEST}.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Delivering to webhooks. Stop it with Ctrl-C.")
        self.stdout.flush()
        Worker(Terms(seconds=timeout, at_once=at_once), stop).run()
