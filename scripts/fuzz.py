"""Ask a running server whatever its OpenAPI document allows, and what it forbids: fuzz.py [EXAMPLES]

Each operation is asked so many examples (300), besides the edges of every parameter, with the key of the
sandbox; every check of Schemathesis is on but those in LEFT_OUT. The database is the one in DATABASE_URL
(empty: SQLite), and should be one to throw away. Exit code 1: an answer was not what the document says.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import server  # noqa: E402 - found from the root

EXAMPLES = "300"
UNLIMITED = "100000000"
REPORT = {
    "commitment": "chn-2010-centre-of-excellence", "date": "2016", "status": "completed",
    "basis": "third_party", "summary": "It has opened.",
    "citations": [{"source": "cnnc-2019-collaborating"}],
}  # fmt: skip
# What fits its schema may still name a record that does not exist, which is a 400 on purpose, since a
# filter is never silently ignored: no schema can know which identifiers there are.
LEFT_OUT = ("positive_data_acceptance",)
# What breaks its schema is refused; never by 5xx. Very long addresses do not even come to be read.
SETTINGS = """
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 431]
"""


# Webhooks of the sandbox with a log. No address that could be given is public here, so they are written in.
HOOKS = """
import django; django.setup()
from django.utils import timezone
from commitments import signing
from commitments.models import Delivery, Partner, Webhook
partner, at = Partner.objects.get(), timezone.now()
facts = {"event": "theme.published", "payload": "{}", "state": "delivered", "made_at": at, "done_at": at}
for n in range(50):
    hook = Webhook(partner=partner, url="https://receiver.example/", made_at=at, next_at=at, position=0)
    hook.salt = signing.new_salt()
    hook.save()
    for m in range(5):
        Delivery.objects.create(webhook=hook, message_id=f"msg_{n}_{m}", seq=m, **facts)
"""


def give_examples(site: server.Site, database: dict[str, str]) -> None:
    """A release, a submission and webhooks, numbered from 1 as the examples of the document are."""
    subprocess.run(**server.manage(site.folder, "make_release", **database), check=True)
    how = server.manage(site.folder, "", DJANGO_SETTINGS_MODULE="nsstracker.settings", **database)
    subprocess.run(**how | {"args": [sys.executable, "-c", HOOKS]}, check=True)
    address = f"{site.address}/api/v1/submissions/"
    headers = {"Authorization": f"Bearer {site.key}", "Content-Type": "application/json"}
    urlopen(Request(address, json.dumps(REPORT).encode(), headers)).close()


def main(examples: str = EXAMPLES, *more: str) -> int:
    """Start a server, fuzz it, and stop it; the exit code of Schemathesis."""
    database = {"DATABASE_URL": url} if (url := os.environ.get("DATABASE_URL")) else {}
    limits = dict.fromkeys(("API_LIMIT_ANONYMOUS", "API_LIMIT_KEY"), UNLIMITED)
    with (
        tempfile.TemporaryDirectory() as folder,
        server.running(Path(folder) / "var", **database, **limits) as site,
    ):
        give_examples(site, database)
        (Path(folder) / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")
        return subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run"),
                f"{site.address}/api/v1/schema/",
                *("--header", f"Authorization: Bearer {site.key}"),
                *("--checks", "all", "--exclude-checks", ",".join(LEFT_OUT)),
                *("--max-examples", examples, "--seed", "5", "--continue-on-failure"),
                *("--suppress-health-check", "all", "--request-timeout", "60"),
                *more,
            ],
            cwd=folder,
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
