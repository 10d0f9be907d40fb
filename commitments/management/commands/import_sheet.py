"""Make drafts of the commitments, reports and sources in a spreadsheet (XLSX or CSV); nothing becomes public.

The drafts are one submission of the editor named with --as, who reads and submits it in the admin.
"""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from commitments.actions.errors import Refused, sentences
from commitments.exchange.reading import BadPackage
from commitments.exchange.sheets import importing, reading, template
from commitments.exchange.sheets.grids import MOST_BYTES
from commitments.exchange.sheets.plan import Plan, plan
from commitments.exchange.sheets.rows import REFUSED, SAME
from commitments.management.tables import NeedsTables
from commitments.models import User
from summits.text import CONTROL


class Command(NeedsTables):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the spreadsheet")
        parser.add_argument("--as", dest="username", required=True, help="whose drafts they become")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument(
            "--good-rows", action="store_true", help="make drafts though other rows are refused"
        )

    def handle(
        self, *, file: Path, username: str, dry_run: bool, good_rows: bool, **options
    ) -> None:
        by = User.objects.filter(username=username).first()
        if by is None:
            raise CommandError(f"There is no account “{username}”.")
        planned = self.planned(file, by)
        self.show(planned)
        refused = planned.counts[REFUSED]
        if dry_run:
            return
        if refused and not good_rows:
            raise CommandError(
                f"Rows refused: {refused}. So nothing was made. "
                "Mend them, or add --good-rows to make drafts of the others."
            )
        self.make(planned, file, by)

    def planned(self, file: Path, by: User) -> Plan:
        try:
            with file.open("rb") as stream:
                found = stream.read(MOST_BYTES + 1)  # one more is refused as too large
            return plan(reading.read(file.name, found), by=by)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except BadPackage as bad:
            for one in bad.errors:
                self.stderr.write(CONTROL.sub("", str(one)))
            raise CommandError(
                f"Errors in {file}: {len(bad.errors)}. So nothing was made."
            ) from bad

    def show(self, planned: Plan) -> None:
        """Every row but those that stay as they are: what would become of it, and why."""
        for row in planned.rows:
            if row.outcome == SAME and not row.notes:
                continue
            self.say(f"{row.sheet.name}, row {row.number}: {row.outcome}. {row.title}")
            for sentence in [*template.told(row), *row.notes, *row.hints]:
                self.say(f"    {sentence}")
        for name in planned.left_out:
            self.say(f"The sheet “{name}” was not read.")
        counts = ", ".join(f"{number} {outcome}" for outcome, number in planned.counts.items())
        self.stdout.write(f"Rows: {counts}.")

    def say(self, text: str) -> None:
        """Write a line that quotes the file, without what would move a terminal's cursor."""
        self.stdout.write(CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))

    def make(self, planned: Plan, file: Path, by: User) -> None:
        name = importing.shown_name(file.name)
        try:
            made = importing.propose(planned, name=name, by=by, at=timezone.now())
        except Refused as refusal:
            told = " ".join(sentences(refusal))
            raise CommandError(f"No draft was made. {told}") from refusal
        self.stdout.write(f"{made.revisions.count()} drafts, submission {made.pk}. None is public.")
