"""Keeping what a search finds in step with what is public; called with every Change, in its transaction."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db import models as db

from commitments import columns
from commitments.models import SearchEntry
from commitments.models.searchable import plain_words
from commitments.queries.searchable import FIELDS

BATCH = 2000
INSERT = f"INSERT INTO {SearchEntry._meta.db_table} (record_type, key, words) VALUES (%s, %s, %s)"  # noqa: S608


def key_of(pk: Any) -> str:
    return pk.hex if isinstance(pk, uuid.UUID) else str(pk)


def renew(records: Iterable[db.Model]) -> None:
    """Let a search find these records as they are public now, or no more."""
    keys = defaultdict(set)
    for record in records:
        keys[columns.record_type_of(record)].add(record.pk)
    for record_type in FIELDS.keys() & keys.keys():
        found = sorted(keys[record_type])
        for start in range(0, len(found), BATCH):
            _renew(record_type, found[start : start + BATCH])


def _renew(record_type: str, pks: list[Any]) -> None:
    model, fields = FIELDS[record_type]
    old = SearchEntry.objects.filter(record_type=record_type, key__in=[key_of(pk) for pk in pks])
    old.delete()
    public = model.objects.published().filter(pk__in=pks).values_list("pk", *fields)
    rows = [(record_type, key_of(pk), plain_words(" \n".join(texts))) for pk, *texts in public]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)
