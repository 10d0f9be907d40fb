"""Two presses of one button at the same moment: the drafts are made once."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from commitments.actions.errors import WrongState
from commitments.exchange.sheets import importing, reading
from commitments.models import SheetImport, Submission
from tests.actions.test_changes import on_postgresql
from tests.exchange.spreadsheets import SOURCE, as_csv, row


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_submission(django_user_model):
    """U07: the first makes it, the second is told."""
    root = django_user_model.objects.create_superuser("root")
    book = reading.read("x.csv", as_csv([row(SOURCE, n) for n in range(5)]))
    kept = importing.keep(book, name="x.csv", by=root, at=timezone.now())
    seen = importing.look(kept, by=root).stamp
    together, answers = threading.Barrier(2), []

    def press():
        try:
            together.wait()
            done = importing.make_drafts(kept.pk, by=root, at=timezone.now(), seen=seen)
            answers.append(done.revisions.count())
        except WrongState as refusal:
            answers.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [
        5,
        "The drafts of this spreadsheet have been made already.",
    ]
    assert Submission.objects.count() == 1
    assert SheetImport.objects.get().book is None
