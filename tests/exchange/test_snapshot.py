"""What is written down is read in one transaction that repeats what it reads and keeps nobody from writing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.exchange.snapshot import one_state
from summits.models import Theme
from tests import factories as make

BEGUN = {
    "sqlite": ["BEGIN DEFERRED"],
    "postgresql": ["BEGIN", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"],
}


@pytest.mark.django_db(transaction=True)
def test_one_state_begins_by_reading_and_writers_go_on_as_before():
    connection.close()  # a process that has asked nothing yet
    with CaptureQueriesContext(connection) as asked, one_state():
        assert Theme.objects.count() == 0
    begun = [one["sql"] for one in asked.captured_queries if "SELECT" not in one["sql"]]
    assert begun[: len(BEGUN[connection.vendor])] == BEGUN[connection.vendor]
    with CaptureQueriesContext(connection) as asked, pytest.raises(ZeroDivisionError), one_state():
        raise ZeroDivisionError
    make.ThemeFactory()
    assert Theme.objects.count() == 1
    assert getattr(connection, "transaction_mode", "IMMEDIATE") == "IMMEDIATE"
