"""Compare the stored standings with what the rules say, and mend them with --mend."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from commitments.actions import standings


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="compute the wrong ones anew")

    @transaction.atomic
    def handle(self, *, mend: bool, **options) -> None:
        wrong = standings.differences()
        if wrong and not mend:
            raise CommandError(f"The standings of {len(wrong)} commitments are wrong. Use --mend.")
        standings.refresh(wrong)
        self.stdout.write(f"{len(wrong)} mended, the others were right.")
