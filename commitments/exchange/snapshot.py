"""One state of the record, for as long as it takes to write it down; nobody waits meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_state() -> Iterator[None]:
    """Whatever is read inside is of one moment, though others go on publishing. Write nothing here.

    Inside a transaction there is nothing to be done: then its caller answers for that.
    """
    if connection.in_atomic_block:
        yield
        return
    with _begins_by_reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _begins_by_reading() -> Iterator[None]:
    """On SQLite our transactions take the lock of writers at once; one that only reads takes none."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # which is what reads the settings
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = mode
