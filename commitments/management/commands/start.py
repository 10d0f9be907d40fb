"""Serve the site: make what is missing (secret, database, data, sign-ins, static files), then answer requests.

All of it is kept in NSS_VAR and found again by the next start.
"""

import hashlib
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from waitress import create_server

from commitments import rules
from commitments.models import Commitment
from summits.models import Party

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
EVERY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - recognised in order to ask for host names
SIGN_INS = {"editor": rules.CONTRIBUTOR, "reviewer": rules.REVIEWER}
THREADS = 8


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        self.set_defaults(host, port)
        call_command("migrate", verbosity=0, interactive=False)
        self.load_data()
        sign_ins = self.make_sign_ins()
        self.collect_static()
        server = self.listen(host, port)
        self.greet(sign_ins)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(0))
        try:
            server.run()
        finally:
            server.close()

    def set_defaults(self, host: str, port: int) -> None:
        """The secret, the hosts and the address, where the environment does not give them."""
        settings.SECRET_KEY = self.secret()
        if not settings.ALLOWED_HOSTS:
            if host in EVERY_ADDRESS:
                raise CommandError(
                    f"HOST={host} answers to every name. Set ALLOWED_HOSTS to the names you want."
                )
            settings.ALLOWED_HOSTS = [*LOOPBACK, host]
        if "SITE_URL" not in os.environ:
            settings.SITE_URL = f"http://{host}:{port}"

    def secret(self) -> str:
        """The key from the environment, or one made once and kept."""
        if os.environ.get("SECRET_KEY"):
            return os.environ["SECRET_KEY"]
        return self.kept(settings.SECRET_FILE, lambda: secrets.token_urlsafe(50))

    @staticmethod
    def kept(path: Path, make) -> str:
        """The content of a file that only we may read, made on the first call."""
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(make())
        return path.read_text()

    def load_data(self) -> None:
        if Commitment.objects.exists() or Party.objects.exists():
            return
        self.stdout.write("Loading the data …")
        call_command("load_package", settings.BASE_DIR / "data" / "nss", stdout=self.stdout)

    def make_sign_ins(self) -> str:
        """An editor and a reviewer, made at the first start; their passwords are kept in one file."""
        accounts = get_user_model().objects
        path = settings.VAR_DIR / "sign-ins.txt"
        if not accounts.exists():
            path.unlink(missing_ok=True)
            lines = []
            for name, role in SIGN_INS.items():
                password = secrets.token_urlsafe(12)
                user = accounts.create_user(name, password=password, is_staff=True)
                user.groups.add(Group.objects.get(name=role))
                lines.append(f"{name} ({role}), password {password}")
            self.kept(path, lambda: "\n".join(lines))
        return path.read_text() if path.exists() else ""

    def collect_static(self) -> None:
        """Collect static files, only where a source has changed since the last time."""
        if settings.DEBUG:
            return
        seal = settings.VAR_DIR / "static.seal"
        state = hashlib.sha256()
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    state.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
        if not seal.exists() or seal.read_text() != state.hexdigest():
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            seal.write_text(state.hexdigest())

    def listen(self, host: str, port: int):
        """The server, bound to its port; waitress takes slow clients without blocking the others."""
        try:
            return create_server(
                get_wsgi_application(),
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                max_request_body_size=32_000_000,
                channel_timeout=60,
                connection_limit=500,
                clear_untrusted_proxy_headers=True,
            )
        except (OSError, socket.gaierror) as error:
            raise CommandError(
                f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with PORT=."
            ) from error

    def greet(self, sign_ins: str) -> None:
        address = settings.SITE_URL
        self.stdout.write(f"\nThe tracker answers on {address}/")
        self.stdout.write(f"  editors  {address}/admin/\n  API      {address}/api/docs/")
        for line in sign_ins.splitlines():
            self.stdout.write(f"  sign in as {line}")
        self.stdout.write("Stop it with Ctrl-C.\n")
        self.stdout.flush()
