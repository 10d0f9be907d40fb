"""Times the pages of the admin on the database that the settings name: admin.py [PART OF AN ADDRESS]

Prints, for each page, the least processor seconds of three looks, those of a PostgreSQL server on the
same machine with them, and the number of queries. It signs an administrator in, opens what it finds, and
writes nothing else. Static files have to be collected.
"""

import os
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsstracker.settings")
django.setup()

from django.contrib import admin  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from commitments.models import Commitment, ProgressReport, User  # noqa: E402
from commitments.queries import worklist  # noqa: E402
from summits.models import Source  # noqa: E402

LOOKS = 3
RELATIONS = ("commitment/summit", "commitment/implements", "citation/source", "part/party")
OPENED = (Commitment, ProgressReport, Source)


def lists():
    """Every list, and the greatest ones searched, narrowed, sorted and far from the beginning."""
    for model in admin.site._registry:
        yield f"{model._meta.app_label}/{model._meta.model_name}/"
    for name in ("commitments/commitment", "commitments/progressreport", "summits/source"):
        yield f"{name}/?q=training"
        yield f"{name}/?q=written-nowhere"
        yield f"{name}/?state=public"
        yield f"{name}/?state=draft"
        yield f"{name}/?o=1"
        yield f"{name}/?p=5"


def addresses():
    """What an editor opens, without /admin/."""
    yield ""
    yield from (f"to-do/{heap.name}/" for heap in worklist.HEAPS)
    yield from lists()
    for relation in RELATIONS:
        model, field = relation.split("/")
        named = f"app_label=commitments&model_name={model}&field_name={field}"
        yield f"autocomplete/?{named}&term="
        yield f"autocomplete/?{named}&term=tra"
    for model in OPENED:
        name = f"{model._meta.app_label}/{model._meta.model_name}"
        pk = model.objects.published().order_by("pk")[model.objects.count() // 2].pk
        yield f"{name}/add/"
        yield f"{name}/{pk}/change/"
        yield f"{name}/{pk}/history/"
    yield "commitments/submission/1/change/"


def spent():
    """The processor seconds that this process has taken, and its server process of PostgreSQL."""
    if connection.vendor == "sqlite":
        return time.process_time()
    pid = connection.connection.info.backend_pid
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return time.process_time() + (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


def look(client, address):
    """The processor seconds of one look."""
    started = spent()
    answer = client.get(f"/admin/{address}", HTTP_HOST="localhost", secure=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return spent() - started


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    user, _made = User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(user)
    print(f"{connection.vendor}: {Commitment.objects.count()} commitments")
    for address in addresses():
        if wanted in address:
            with CaptureQueriesContext(connection) as queries:
                seconds = [look(client, address)]
                count = len(queries)
            if seconds[0] < 10:
                seconds += [look(client, address) for _turn in range(LOOKS - 1)]
            print(f"{min(seconds):8.3f} s {count:3} queries  /admin/{address}", flush=True)


if __name__ == "__main__":
    main()
