"""Paging while rows come and go, and to the end of a long list: nothing missed, doubled or slower.

The rows come and go for ``STORM_SECONDS``; the list has ``LONG_LIST`` rows, 100,000 in `make storms`.
"""

import datetime
import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from commitments.models import Commitment
from tests import factories as make
from tests.actions.test_changes import on_postgresql
from tests.api.reading import V1, get

SECONDS = float(os.environ.get("STORM_SECONDS", "6"))
ROWS = int(os.environ.get("LONG_LIST", "3000"))
C = f"{V1}/commitments/"
ORDERINGS = ["id", "-id", "title", "-title", "made_on", "-updated_at", "target_date"]
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.walk


def pledges(count, summit, prefix):
    """Commitments that differ in what they are sorted by."""
    at = timezone.now()
    return [
        make.CommitmentFactory.build(
            slug=f"{prefix}-{n:06}", title=f"Pledge {n * 7919 % count}", summit=summit,
            made_on=str(2010 + n % 7), updated_at=at - n % 500 * DAY, published_at=at,
            target_date=str(2018 + n % 9) if n % 3 else "",
        )
        for n in range(count)
    ]  # fmt: skip


def come_and_go(summit, stop):
    """Make rows, and take some of them back."""
    moves = 0
    try:
        while not stop.wait(0.05):
            new = pledges(3, summit, uuid.uuid4().hex[:8])
            Commitment.objects.bulk_create(new)
            gone = Commitment.objects.filter(pk__in=[one.pk for one in new[:2]])
            gone.update(retracted_at=timezone.now(), retraction_reason="Wrong.")
            moves += 1
    finally:
        connections.close_all()
    return moves


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_paging_through_a_storm_misses_and_doubles_no_row(client):
    summit = make.SummitFactory()
    stayed = {one.slug for one in Commitment.objects.bulk_create(pledges(300, summit, "stay"))}
    until, stop, walks = time.monotonic() + SECONDS, threading.Event(), 0
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(come_and_go, summit, stop) for _ in range(4)]
        try:
            while walks < len(ORDERINGS) or time.monotonic() < until:
                ordering = ORDERINGS[walks % len(ORDERINGS)]
                seen = walked(client, f"{C}?ordering={ordering}&page_size=23")
                assert len(seen) == len(set(seen)), ordering
                assert stayed <= set(seen), ordering
                walks += 1
        finally:
            stop.set()
        moves = sum(writer.result() for writer in writers)
    assert get(client, C)["count"] == Commitment.objects.published().count() == 300 + moves
    print(f"{walks} walks to the end, {moves} times 3 rows in and 2 out")  # noqa: T201
    assert moves > 10


def walked(client, link):
    """The identifiers of a list, page by page."""
    seen = []
    while link:
        page = get(client, link)
        seen += [row["id"] for row in page["results"]]
        link = page["next"]
    return seen


def cost(link):
    """The least that a request takes: processor seconds, where the database is part of the process."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    found = []
    for _ in range(7):
        began = clock()
        get(Client(), link)
        found.append(clock() - began)
    return min(found)


@pytest.mark.django_db
def test_the_last_page_costs_no_more_than_the_first(client):
    """Both with their count, in three orders; the list is walked to its end in each."""
    rows = pledges(ROWS, make.SummitFactory(), "row")
    Commitment.objects.bulk_create(rows, batch_size=5000)
    seen = walked(client, f"{C}?page_size=1000")
    assert seen == [one.slug for one in rows]
    for ordering in ("id", "-updated_at", "target_date"):
        first = f"{C}?ordering={ordering}"
        page = get(client, first)
        assert page["count"] == ROWS
        turned = get(client, f"{C}?ordering={ordering}&page_size=1000")
        while turned["next"]:
            last, turned = turned["next"], get(client, turned["next"])
        costs = cost(first), cost(last.replace("page_size=1000", "page_size=50"))
        print(ordering, *(f"{one:.3f}" for one in costs))  # noqa: T201
        assert costs[1] < 2 * costs[0] + 0.05, ordering
