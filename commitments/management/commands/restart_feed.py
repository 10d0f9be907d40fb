"""Run this after restoring a copy of the database: whoever follows the feed is told to read it anew."""

from django.core.management.base import BaseCommand
from django.db import transaction

from commitments.actions import changes


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options) -> None:
        changes.begin_anew()
        self.stdout.write("Cursors given out before are refused from now on.")
