"""Serve the site on one port, after making what is missing; Ctrl-C and SIGTERM let running requests finish."""

import contextlib
import logging
import os
import re
import signal
import socket
import sys
import threading
import time
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from waitress import create_server, wasyncore

from commitments.management.one_body import Channel

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
HERE = {name.strip("[]") for name in LOOPBACK}
EVERY_ADDRESS = {"0.0.0.0", "::", "*", ""}  # noqa: S104 - recognised in order to ask for host names
PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
GRACE = 20  # seconds that running requests have after a signal to stop

# Requests and answers are buffered, so that slow clients hold no thread.
LIMITS = {
    "threads": 8,
    "connection_limit": 500,
    "channel_timeout": 60,
    "max_request_header_size": 32_768,
    "outbuf_high_watermark": 64_000_000,
}
stopping = threading.Event()


def stop(*_args) -> None:
    """Exit; where Python swallows that, as inside the end of a weak reference, `serve` finds it asked for."""
    stopping.set()
    sys.exit(0)


def listening_socket(host: str, port: int | str) -> socket.socket:
    """The port, taken before anything else is done, so that two servers never share a folder's start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if not PORT.fullmatch(str(port)) or int(port) > 65535:
        raise CommandError(f"PORT={port} is not a port. Choose one from 1 to 65535.")
    try:
        return socket.create_server((host, int(port)), family=family)
    except OSError as error:
        why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno)
        raise CommandError(f"Cannot listen on {host} port {port}: {why}.") from error


def serve(application: WSGIApplication, listener: socket.socket) -> None:
    """Answer requests until a signal says stop, then let those under way finish."""
    connections: dict = {}
    largest = max(
        3_000_000, settings.CAPTURE_SIZE + 200_000
    )  # the Guard knows which form may send so much
    server = create_server(
        application,
        map=connections,
        sockets=[listener],
        ident=None,
        max_request_body_size=largest,
        clear_untrusted_proxy_headers=not settings.PROXIES,
        **LIMITS,
    )
    server.channel_class = Channel
    try:
        with contextlib.suppress(SystemExit):
            while connections and not stopping.is_set():
                wasyncore.loop(timeout=1, use_poll=True, map=connections, count=1)
        server.accepting = False
        end = time.monotonic() + GRACE
        while is_busy(connections) and time.monotonic() < end:
            wasyncore.loop(timeout=0.1, use_poll=True, map=connections, count=1)
    finally:
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(connections)


def is_busy(connections: dict) -> bool:
    """Whether a request is being answered or an answer still has to be sent."""
    return any(
        getattr(channel, "requests", None) or getattr(channel, "total_outbufs_len", 0)
        for channel in connections.values()
    )


class Command(BaseCommand):
    help = "Serve the site, after making what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000", help="0 takes any free port")

    def handle(self, *, host: str, port: str, **options) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        host = host.strip("[]")
        if settings.DEBUG and host not in HERE:
            raise CommandError(
                f"NSS_DEBUG=1 shows the inside of the application, and HOST={host} others reach. Leave one out."
            )
        if host in EVERY_ADDRESS and not settings.ALLOWED_HOSTS:
            raise CommandError(
                f"HOST={host} is reached by any name. Set ALLOWED_HOSTS to the names the site answers to."
            )
        with listening_socket("0.0.0.0" if host in {"*", ""} else host, port) as listener:  # noqa: S104
            self.set_addresses(host, listener.getsockname()[1])
            call_command("prepare", stdout=self.stdout)
            logging.getLogger("waitress.queue").setLevel(logging.ERROR)
            self.stdout.write(f"The site    {settings.SITE_URL}/")
            self.stdout.write(f"Editors     {settings.SITE_URL}/admin/")
            self.stdout.write(f"Developers  {settings.SITE_URL}/api/docs/")
            self.stdout.write("Stop it with Ctrl-C.")
            self.stdout.flush()
            serve(get_wsgi_application(), listener)

    def set_addresses(self, host: str, port: int) -> None:
        """The names the site answers to and its public address, where the environment gives none."""
        name = f"[{host}]" if ":" in host else host
        settings.ALLOWED_HOSTS = settings.ALLOWED_HOSTS or [*LOOPBACK, name]
        if not os.environ.get("SITE_URL"):
            if host in EVERY_ADDRESS:
                name = next((h for h in settings.ALLOWED_HOSTS if h[0] not in ".*"), "127.0.0.1")
            settings.SITE_URL = f"http://{name}:{port}"
