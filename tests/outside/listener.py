"""A real HTTP listener on loopback whose answers a test writes by hand, and which counts its visitors."""

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from commitments.outside.places import Limits


class Listener(ThreadingHTTPServer):
    """``answers`` holds for each path a status, or (status, headers, body), or a callable."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Visit)
        self.answers, self.visits = {}, []

    def url(self, path="/", host="localhost"):
        return f"http://{host}:{self.server_port}{path}"

    def paths(self):
        return [visit["path"] for visit in self.visits]

    def handle_error(self, request, client_address):
        """A visitor who leaves early is no fault."""


class Visit(BaseHTTPRequestHandler):
    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        visit = {"path": self.path, "headers": dict(self.headers), "host": self.headers["Host"]}
        self.body = visit["body"] = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.visits.append(visit)
        answer = self.server.answers.get(self.path, 404)
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer if isinstance(answer, tuple) else (answer, {}, b"Words.")
        self.send_response(status)
        for name, value in ({"Content-Length": len(body)} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@contextlib.contextmanager
def listening(port=0):
    server = Listener(port)
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def here(host, port, **_how):
    """Every name is this machine's."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


def limits(**changed):
    return Limits(**{"to_here": True, "look_up": here, "seconds": 2} | changed)
