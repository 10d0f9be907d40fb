"""Keeps a copy of the NSS Tracker's record in an SQLite file, with Python 3.9 or newer and nothing else.

    python mirror.py http://127.0.0.1:8000 nss.sqlite

The first run downloads the record, each later run brings the file up to date from the feed of changes.
Its tables are those of /api/v1/export/nss.sqlite; “_place” says how far the feed has been read. A run that is
broken off loses nothing: a page of changes and the place behind it are written together. One that meets an
answer it does not know (a key that has ended, a server in trouble) ends, too: the copy stays as it was.
"""

import contextlib
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.request

KEY = os.environ.get("NSS_KEY")  # a key allows ten times as many requests a minute
TABLES = {
    "summit": "summits", "party": "parties", "participation": "participations", "document": "documents",
    "theme": "themes", "commitment": "commitments", "progress_report": "progress_reports", "source": "sources",
}  # fmt: skip
LISTS = {  # what a record contains that has a table of its own
    "document": [("document_parties", "document", "parties")],
    "commitment": [
        ("commitment_parties", "commitment", "parties"),
        ("commitment_parties", "commitment", "former_parties"),
        ("checks", "commitment", "checks"),
    ],
}


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):  # 301: it has another identifier by now, and is given up
        return None


OPENER = urllib.request.build_opener(Stay)


def fetch(url, **headers):
    """The status, headers and body of an answer; waits where the server says so."""
    if KEY:
        headers["Authorization"] = f"Bearer {KEY}"
    while True:
        try:
            with OPENER.open(urllib.request.Request(url, headers=headers), timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503):
                return refused.code, refused.headers, refused.read()
            time.sleep(int(refused.headers.get("Retry-After", 5)))


def wanted(answer, *statuses):
    """An answer with one of these statuses; at any other the run ends, and the copy stays as it was."""
    if answer[0] not in statuses:
        sys.exit(f"The copy is as it was, for the answer was {answer[0]}: {answer[2][:300]!r}")
    return answer


def download(api, path):
    """The whole record; the place in the feed is asked for first, so that nothing is missed."""
    cursor, more = "", True
    while more:
        after = cursor and f"&after={cursor}"
        page = json.loads(wanted(fetch(f"{api}/changes/?limit=1000{after}"), 200)[2])
        cursor, more = page["next_cursor"], page["has_more"]
    body = wanted(fetch(f"{api}/export/nss.sqlite"), 200)[2]
    with open(path + ".new", "wb") as new:
        new.write(body)
    with contextlib.closing(sqlite3.connect(path + ".new")) as copy, copy:
        copy.execute("CREATE TABLE _place (cursor TEXT, modified TEXT)")
        copy.execute("INSERT INTO _place VALUES (?, '')", [cursor])
    os.replace(path + ".new", path)


def follow(api, path):
    """Read the feed to its end. False: the server does not know the place any more, so begin anew."""
    count, more = 0, True
    with contextlib.closing(sqlite3.connect(path)) as copy:
        while more:
            cursor, modified = copy.execute("SELECT cursor, modified FROM _place").fetchone()
            known = {"If-Modified-Since": modified} if modified else {}
            answer = fetch(f"{api}/changes/?limit=100&after={cursor}", **known)
            status, headers, body = wanted(answer, 200, 304, 400)
            if status == 304:
                break
            if status == 400:  # the place is not one of this record
                return False
            page = json.loads(body)
            found = {(one["type"], one["id"]): one["url"] for one in page["results"]}
            answers = [(*key, *wanted(fetch(url), 200, 301, 410)) for key, url in found.items()]
            with copy:
                for kind, name, status, _, body in answers:
                    take(copy, kind, name, json.loads(body) if status == 200 else None)
                place = [page["next_cursor"], headers["Last-Modified"]]
                copy.execute("UPDATE _place SET cursor = ?, modified = ?", place)
            count, more = count + len(page["results"]), page["has_more"]
    print(f"{count} changes.")
    return True


def take(copy, kind, name, record):
    """Write a record as it is now, or give it up where there is none."""
    row = name.replace("~", "/") if kind == "participation" else name
    where = "summit || '/' || party = ?" if kind == "participation" else "id = ?"
    copy.execute(f"DELETE FROM {TABLES[kind]} WHERE {where}", [row])
    copy.execute("DELETE FROM citations WHERE record_type = ? AND record = ?", [kind, row])
    for table, parent, _ in LISTS.get(kind, []):
        copy.execute(f"DELETE FROM {table} WHERE {parent} = ?", [row])
    if record is None:
        return
    for one in ("target", "measure"):
        for part in ("quantity", "unit"):
            record[f"{one}_{part}"] = (record.get(one) or {}).get(part)
    if kind == "progress_report":
        record["reported_by"] = record["reported_by"]["party"] or record["reported_by"]["name"]
    insert(copy, TABLES[kind], record)
    for cited in record["citations"]:
        insert(copy, "citations", {**cited, "record_type": kind, "record": row})
    for table, parent, field in LISTS.get(kind, []):
        for one in record[field]:
            insert(copy, table, {**one, parent: row})


def insert(copy, table, record):
    """Write a row: its columns are among the fields of the record, lists joined by semicolons."""
    columns = [column[1] for column in copy.execute(f"PRAGMA table_info({table})")]
    values = [record.get(column) for column in columns]
    values = [(";".join(one) or None) if isinstance(one, list) else one for one in values]
    marks = ", ".join("?" * len(columns))
    copy.execute(f"INSERT INTO {table} VALUES ({marks})", values)


def main(site, path):
    api = site.rstrip("/") + "/api/v1"
    if not os.path.exists(path):
        download(api, path)
    if not follow(api, path):
        download(api, path)
        follow(api, path)


if __name__ == "__main__":
    main(*sys.argv[1:])
