"""Readers' reports of errors: taken in without an account, within limits, and settled by an editor.

The limits count rows under a lock, not entries of a cache: they hold for every process and machine,
and a cache that is away opens nothing.
"""

import datetime
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from commitments import rules
from commitments.actions import audit, changes, scope
from commitments.actions.errors import NotAllowed, Refused, WrongState
from commitments.choices import AuditKind
from commitments.models import Commitment, ErrorReport

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
FROM_ONE_AN_HOUR, FROM_ALL_A_DAY = 5, 200


class TooMany(Refused):
    """More reports than an address, or everybody together, may send for now."""


def _sender(address: str) -> str:
    """A digest of who sends, which nobody can turn back without the secret; an IPv6 network is one."""
    try:
        network = ip_address(address)
    except ValueError:
        return ""
    if isinstance(network, IPv6Address):
        address = network.exploded[:19]
    return salted_hmac("error report", address, algorithm="sha256").hexdigest()


@transaction.atomic
def receive(commitment: Commitment, *, text: str, contact: str, at: datetime.datetime) -> None:
    """Keep a reader's report for the editors; raise TooMany, or WrongState of what is not public."""
    if not commitment.is_public:
        raise WrongState(_("This commitment is not public any more."))
    changes.one_at_a_time()  # of many at once, none overlooks what another adds
    ErrorReport.objects.filter(at__lt=at - DAY).exclude(sender="").update(sender="")
    sender = _sender(audit.address())
    theirs = ErrorReport.objects.filter(sender=sender, at__gt=at - HOUR)
    everybodys = ErrorReport.objects.filter(at__gt=at - DAY)
    if theirs.count() >= FROM_ONE_AN_HOUR or everybodys.count() >= FROM_ALL_A_DAY:
        raise TooMany(
            _("Too many reports have come from here. Your text is kept below: send it in an hour.")
        )
    report = ErrorReport(
        commitment=commitment,
        version=commitment.version,
        text=text,
        contact=contact,
        sender=sender,
        at=at,
    )
    report.full_clean()
    report.save()


@transaction.atomic
def settle(report: ErrorReport, *, note: str, by: Any, at: datetime.datetime) -> None:
    """Say what came of a report; raise NotAllowed, or WrongState where somebody else has said it."""
    if not rules.may_settle(by):
        raise NotAllowed(_("Only editors settle what readers report."))
    if not scope.covers(by, report.commitment):
        raise NotAllowed(_("This report is about a pledge that is not of your parties."))
    if not note.strip():
        raise WrongState(_("Say what came of it."))
    still_open = ErrorReport.objects.filter(pk=report.pk, done_at=None)
    if not still_open.update(note=note, done_by=by, done_at=at):
        raise WrongState(_("Somebody else has settled this report already."))
    pledge = report.commitment.public_id
    audit.write(
        AuditKind.ERROR_SETTLED, by=by, at=at, target=report, after="done", commitment=pledge
    )
