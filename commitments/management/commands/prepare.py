"""Make what is missing before the site is served: secret, tables, data, sign-ins, sandbox key, static files.

All of it is kept in the database and in the folder NSS_VAR, and found again the next time.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from commitments import rules
from commitments.actions import audit, keys
from commitments.choices import AuditKind
from commitments.exchange.sheets import importing
from commitments.models import Commitment, Partner
from summits.models import Party

SIGN_INS = {"editor": rules.CONTRIBUTOR, "reviewer": rules.REVIEWER}


def kept(path: Path, make: Callable[[], str]) -> str:
    """The content of a file that only its owner may read; made at the first call, whole or not at all."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(make())
        new.replace(path)
    return path.read_text()


class Command(BaseCommand):
    help = "Make what is missing: secret, tables, data, sign-ins, sandbox key, static files."

    def handle(self, **options) -> None:
        try:
            settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(
                f"NSS_VAR={settings.VAR_DIR} cannot be made: {error.strerror}. Name another folder."
            ) from error
        if not os.environ.get("SECRET_KEY"):
            settings.SECRET_KEY = kept(settings.SECRET_FILE, lambda: secrets.token_urlsafe(50))
        self.make_tables()
        self.load_data()
        if not settings.DEBUG:
            self.collect_static()
        self.make_sandbox()
        self.make_sign_ins()
        importing.forget_old(at=timezone.now())

    def make_tables(self) -> None:
        """All tables, in a database that can be reached."""
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            why = " ".join(str(error).split())
            raise CommandError(
                f"The database cannot be used ({why}). Look at DATABASE_URL."
            ) from error

    def load_data(self) -> None:
        """The real data set, into a database that has none."""
        if Commitment.objects.exists() or Party.objects.exists():
            return
        self.stdout.write("Loading the data …")
        call_command("load_package", settings.BASE_DIR / "data" / "nss", stdout=self.stdout)

    def make_sign_ins(self) -> None:
        """An editor and a reviewer for a database without accounts; shown for as long as they are valid."""
        accounts = get_user_model().objects
        path = settings.VAR_DIR / "sign-ins.txt"
        if not accounts.exists():
            path.unlink(missing_ok=True)
            passwords = {name: secrets.token_urlsafe(15) for name in SIGN_INS}
            kept(path, lambda: "".join(f"{name} {word}\n" for name, word in passwords.items()))
            for name, role in SIGN_INS.items():
                user = accounts.create_user(name, password=passwords[name], is_staff=True)
                user.groups.add(Group.objects.get(name=role))
                at = timezone.now()
                audit.write(AuditKind.ACCOUNT_MADE, by=None, at=at, target=user, after=role)
        for line in path.read_text().splitlines() if path.exists() else []:
            name, password = line.split()
            user = accounts.filter(username=name, is_active=True).first()
            if user and user.check_password(password):
                shown = f"as {path} says" if settings.HTTPS else f"with password {password}"
                self.stdout.write(f"Sign in as {name} {shown}")

    def make_sandbox(self) -> None:
        """A key for trying the API, where nobody has signed in yet; shown for as long as it is good.

        None for a site that others reach (HTTPS): what it prints is kept in logs.
        """
        if settings.HTTPS:
            return
        path, at = settings.VAR_DIR / "sandbox-key.txt", timezone.now()
        if not get_user_model().objects.exists() and not Partner.objects.exists():
            path.unlink(missing_ok=True)
            kept(path, lambda: keys.make_sandbox(at=at))
        if path.exists() and keys.opens(path.read_text(), at=at):
            self.stdout.write(f"Try the API with the sandbox key {path.read_text()}")

    def collect_static(self) -> None:
        """Collect the static files, only where one has changed since the last time."""
        seal = settings.VAR_DIR / "static.seal"
        state = hashlib.sha256((settings.BASE_DIR / "requirements/run.txt").read_bytes())
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(Path(folder).rglob("*")):
                state.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
        made = seal.exists() and (settings.STATIC_ROOT / "staticfiles.json").exists()
        if not made or seal.read_text() != state.hexdigest():
            self.stdout.write("Collecting the static files …")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            seal.write_text(state.hexdigest())
