"""How far a command has come: a bar on a terminal, nothing in a file."""

from django.core.management.base import BaseCommand


class ShowsProgress(BaseCommand):
    """A command with ``show``, to be handed to what takes long."""

    def show(self, what: str, done: int, total: int) -> None:
        if not self.stdout.isatty():
            return
        filled = 30 * done // total if total else 30
        end = "\n" if done == total else ""
        self.stdout.write(f"\r{what:18} {'█' * filled:30} {done}/{total}", ending=end)
        self.stdout.flush()
