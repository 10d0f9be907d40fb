"""A partner's copy of the record, kept by following the feed; run as a program it follows a live server.

    python mirror.py http://127.0.0.1:8000 state.json stop

It needs nothing of ours. After each page it saves copy and cursor together, so that it may be killed at
any time; when the file ``stop`` exists and there is no news, it ends.
"""

import http.client
import json
import random
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

FEED = "/api/v1/changes/"


class Mirror:
    """The copy: each record as its address answered last. ``fetch`` gives status and JSON of a path."""

    def __init__(self, fetch, rows=(), cursor=None):
        self.fetch, self.rows, self.cursor, self.seen = fetch, dict(rows), cursor, []

    def step(self, limit):
        """Read the next page of the feed and every record it names; whether there is more."""
        after = f"&after={self.cursor}" if self.cursor else ""
        status, page = self.fetch(f"{FEED}?limit={limit}{after}")
        assert status == 200, page
        for change in page["results"]:
            self.seen.append(change["cursor"])
            self.take(change["url"])
            if change["commitment"]:  # its status follows from its reports
                self.take(f"/api/v1/commitments/{change['commitment']}/")
        self.cursor = page["next_cursor"]
        return page["has_more"]

    def take(self, url):
        """Take a record over as it is now, or give it up."""
        path = urlsplit(url).path
        status, answer = self.fetch(path)
        assert status in {200, 301, 410}, (path, status)
        self.rows.pop(path, None)
        if status == 200:
            self.rows[path] = answer

    def catch_up(self, limit=100):
        while self.step(limit):
            pass


def over_http(base):
    """Fetching from a server, by a connection of one's own for each request."""
    place = urlsplit(base)

    def fetch(path):
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, json.loads(body) if body else None

    return fetch


def follow(base, state, stop):
    """Follow the feed from where the saved state ends."""
    saved = json.loads(state.read_text()) if state.exists() else [{}, None]
    mirror = Mirror(over_http(base), *saved)
    while True:
        last = stop.exists()
        before = mirror.cursor
        more = mirror.step(random.randint(1, 7))
        new = state.with_suffix(".new")
        new.write_text(json.dumps([mirror.rows, mirror.cursor]))
        new.replace(state)
        if last and not more and mirror.cursor == before:
            return
        if mirror.cursor == before:
            time.sleep(0.05)


if __name__ == "__main__":
    follow(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
