"""Saying that no promise of a party at a summit was found, and taking that back."""

import datetime
from typing import Any

from django.db import transaction

from commitments import content, rules
from commitments.actions import audit, scope
from commitments.actions.errors import NotAllowed, WrongState
from commitments.choices import AuditKind, Coverage
from commitments.models import NoneFound
from commitments.queries import coverage
from summits.models import Participation

OPEN, SAID = Coverage.NOT_RESEARCHED.value, Coverage.NONE_FOUND.value


@transaction.atomic
def say_none_found(
    participation: Participation, *, where: str, by: Any, at: datetime.datetime
) -> NoneFound:
    """Say that somebody looked there and found no promise; raises NotAllowed, WrongState, ValidationError."""
    participation = _locked(participation, by)
    if participation.coverage == Coverage.RECORDED:
        raise WrongState(f"A commitment is recorded here: {participation}.")
    if participation.coverage == Coverage.NONE_FOUND:
        raise WrongState(f"It has been said already that none was found: {participation}.")
    found = NoneFound(participation=participation, where=where, by=by, at=at)
    found.full_clean()
    found.save()
    _tell(participation, OPEN, SAID, where=where, by=by, at=at)
    return found


@transaction.atomic
def take_back(participation: Participation, *, by: Any, at: datetime.datetime) -> None:
    """Leave it as not yet researched; the audit log keeps what was said. Raises NotAllowed, WrongState."""
    participation = _locked(participation, by)
    found = NoneFound.objects.filter(participation=participation).first()
    if found is None:
        raise WrongState(f"Nobody has said that none was found: {participation}.")
    found.delete()
    _tell(participation, SAID, OPEN, where=found.where, by=by, at=at)


def _locked(participation: Participation, by: Any) -> Participation:
    if not rules.may_check(by):
        raise NotAllowed("Your role does not let you record checks.")
    Participation.objects.select_for_update().get(pk=participation.pk)
    found = coverage.participations().filter(pk=participation.pk).first()
    if found is None:
        raise WrongState(f"It is not public that they came: {participation}.")
    scope.refuse_out_of_scope(by, found, content.read(found))
    return found


def _tell(participation: Participation, *states: str, where: str, **how: Any) -> None:
    before, after = states
    facts = {"target": participation, "before": before, "after": after, "where": where}
    audit.write(AuditKind.RECORD_CHECKED, **facts, **how)
