"""Noting that somebody looked and found nothing new."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from commitments.actions import checking
from commitments.actions.errors import NotAllowed, WrongState
from commitments.models import Change, Check, Commitment


def first(**wanted):
    return Commitment.objects.filter(**wanted).order_by("pk")[0]


def test_a_check_has_its_change_and_leaves_the_version(record, editor):
    pledge, at = first(version=1), timezone.now()
    check = checking.record_check(pledge, where="Ministry", by=editor, at=at)
    assert (check.date, check.by, check.created_at) == (at.date(), editor, at)
    change = Change.objects.latest("seq")
    assert (change.record_id, change.fields, change.version) == (pledge.slug, ["checks"], 1)
    pledge.refresh_from_db()
    assert pledge.version == 1


def test_a_check_is_refused_for_a_draft_a_stranger_and_no_place(record, editor, django_user_model):
    pledge, at = first(version=1), timezone.now()
    stranger = django_user_model.objects.create_user("stranger")
    with pytest.raises(NotAllowed):
        checking.record_check(pledge, where="Ministry", by=stranger, at=at)
    with pytest.raises(ValidationError):
        checking.record_check(pledge, where="", by=editor, at=at)
    Commitment.objects.filter(pk=pledge.pk).update(version=0, published_at=None, updated_at=None)
    with pytest.raises(WrongState):
        checking.record_check(pledge, where="Ministry", by=editor, at=at)
    assert not Check.objects.exists()
