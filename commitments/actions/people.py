"""Accounts: invited, accepted, changed, deactivated; each act by somebody who may, each in the audit log."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.db import transaction

from commitments import rules
from commitments.actions import audit, changes, factors, sessions
from commitments.actions.errors import NotAllowed, WrongState
from commitments.choices import AuditKind
from commitments.models import SignIn, User
from summits.models import Party

VALID_FOR = datetime.timedelta(days=7)
SALT = "invitation"
TOLD = ("username", "first_name", "last_name", "email")


def one_at_a_time() -> None:
    """Make whoever else gives out names, addresses or roles wait until this transaction ends."""
    list(Group.objects.select_for_update().order_by("pk"))


def outranks(user: Any, other: Any) -> bool:
    """Whether ``other`` may do what ``user`` may not, so that her account is out of reach."""
    if user.is_superuser:
        return False
    if other.is_superuser or other.user_permissions.exists():
        return True
    return not rules.may_give(user, rules.roles_of(other))


def _refuse_out_of_reach(by: Any, other: User) -> None:
    if not rules.may_give(by, []) or outranks(by, other):
        raise NotAllowed("This account is out of your reach. Ask an administrator.")


def _refuse_roles(by: Any, roles: Iterable[Group]) -> None:
    if not rules.may_give(by, {role.name for role in roles}):
        raise NotAllowed("You cannot give a role above your own.")


@transaction.atomic
def invite(
    user: User,
    *,
    roles: Iterable[Group],
    parties: Iterable[Party],
    by: Any,
    at: datetime.datetime,
) -> str:
    """Make an account without a password; the token opens it once, within seven days."""
    roles, parties = list(roles), list(parties)
    _refuse_roles(by, roles)
    user.is_active, user.is_staff, user.invited_at = False, True, at
    user.set_unusable_password()
    user.save()
    user.groups.set(roles)
    user.parties.set(parties)
    audit.write(
        AuditKind.INVITED,
        by=by,
        at=at,
        target=user,
        after=_names(roles),
        parties=[party.code for party in parties],
        email=user.email,
    )
    return token(user)


@transaction.atomic
def invite_again(user: User, *, by: Any, at: datetime.datetime) -> str:
    """A new link for who has never signed in; the link before opens nothing any more."""
    _refuse_out_of_reach(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active or user.has_usable_password():
        raise WrongState("This account has been opened already.")
    User.objects.filter(pk=user.pk).update(invited_at=at)
    user.invited_at = at
    audit.write(AuditKind.INVITED, by=by, at=at, target=user, email=user.email)
    return token(user)


@transaction.atomic
def revoke_invitation(user: User, *, by: Any, at: datetime.datetime) -> None:
    """The link opens nothing any more."""
    _refuse_out_of_reach(by, user)
    open_one = User.objects.filter(pk=user.pk, invited_at__isnull=False, is_active=False)
    if not open_one.update(invited_at=None):
        raise WrongState("There is no open invitation of this account.")
    audit.write(AuditKind.INVITATION_REVOKED, by=by, at=at, target=user)


def token(user: User) -> str:
    """What the link carries: the account and the moment of this invitation, signed."""
    return signing.dumps({"user": user.pk, "at": user.invited_at.isoformat()}, salt=SALT)


def invited(given: str, *, at: datetime.datetime) -> User | None:
    """The account that a link opens; None if it is used, revoked, too old or not ours."""
    try:
        found = signing.loads(given, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=found["user"], is_active=False).first()
    if user is None or user.invited_at is None or user.invited_at + VALID_FOR < at:
        return None
    return user if user.invited_at.isoformat() == found["at"] else None


@transaction.atomic
def accept(given: str, *, password: str, at: datetime.datetime) -> User:
    """Open an invited account with the password of its person; a link opens once."""
    user = invited(given, at=at)
    user = user and User.objects.select_for_update().filter(pk=user.pk).first()
    if user is None or invited(given, at=at) is None:
        raise WrongState("This link has been used, revoked, or is older than seven days.")
    user.is_active, user.invited_at = True, None
    user.set_password(password)
    user.save()
    audit.write(AuditKind.INVITATION_ACCEPTED, by=user, at=at, target=user)
    return user


@transaction.atomic
def change(
    user: User,
    *,
    roles: Iterable[Group],
    parties: Iterable[Party],
    by: Any,
    at: datetime.datetime,
) -> None:
    """Save an account's name, address, roles and parties; one entry for each kind of change."""
    roles, parties = list(roles), list(parties)
    before = User.objects.select_for_update().get(pk=user.pk)
    _refuse_out_of_reach(by, before)
    _refuse_roles(by, roles)
    changed = [name for name in TOLD if getattr(before, name) != getattr(user, name)]
    user.save(update_fields=TOLD)
    if changed:
        details = {name: [getattr(before, name), getattr(user, name)] for name in changed}
        audit.write(AuditKind.ACCOUNT_CHANGED, by=by, at=at, target=user, **details)
    for kind, held, wanted in (
        (AuditKind.ROLES_CHANGED, user.groups, roles),
        (AuditKind.PARTIES_CHANGED, user.parties, parties),
    ):
        old, new = _names(held.all()), _names(wanted)
        if old != new:
            held.set(wanted)
            audit.write(kind, by=by, at=at, target=user, before=old, after=new)
            changed.append(kind)
    if changed and settings.HISTORY_NAMES != "none":
        changes.record_aside(at=at)  # readers are shown her initials or her role


def _names(things: Iterable[Any]) -> str:
    return ", ".join(sorted(getattr(one, "code", None) or one.name for one in things))


@transaction.atomic
def deactivate(user: User, *, by: Any, at: datetime.datetime) -> None:
    """Close an account; what its person wrote stays, with her name."""
    _refuse_out_of_reach(by, user)
    if user.pk == by.pk:
        raise WrongState("You cannot deactivate the account you are signed in with.")
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, invited_at=None):
        raise WrongState("This account is not active.")
    audit.write(AuditKind.DEACTIVATED, by=by, at=at, target=user)
    sessions.end_all(user, by=by, at=at, why="account deactivated")


@transaction.atomic
def reactivate(user: User, *, by: Any, at: datetime.datetime) -> None:
    """Open a closed account again; it keeps its password, roles and second factor."""
    _refuse_out_of_reach(by, user)
    closed = User.objects.filter(pk=user.pk, is_active=False, invited_at=None)
    if not user.has_usable_password() or not closed.update(is_active=True, is_staff=True):
        raise WrongState("This account is active, or has never been opened.")
    audit.write(AuditKind.REACTIVATED, by=by, at=at, target=user)


@transaction.atomic
def end_sessions(user: User, *, by: Any, at: datetime.datetime) -> None:
    """Sign somebody out everywhere."""
    _refuse_out_of_reach(by, user)
    if not sessions.end_all(user, by=by, at=at, why="ended by another"):
        raise WrongState("She is signed in nowhere.")


@transaction.atomic
def offer_password(user: User, *, by: Any, at: datetime.datetime) -> None:
    """Before somebody who cannot get in is sent a link to choose a new password."""
    _refuse_out_of_reach(by, user)
    if user.pk == by.pk:
        raise WrongState(
            "Change your own on the page “Change password”, which asks for the old one."
        )
    if not user.is_active:
        raise WrongState("This account is not active. Open it again, or invite her again, first.")
    audit.write(AuditKind.RESET_ASKED, by=by, at=at, target=user, email=user.email)


@transaction.atomic
def reset_factor(user: User, *, by: Any, at: datetime.datetime) -> None:
    """Take somebody's second factor off who has lost her phone and her codes."""
    _refuse_out_of_reach(by, user)
    if user.pk == by.pk:
        raise WrongState("Take off your own on the page “Second factor”.")
    factors.remove(user, by=by, at=at)


@transaction.atomic
def password_changed(
    user: User, *, by: Any, at: datetime.datetime, keep: SignIn | None = None
) -> None:
    """After a password is set, sign-ins end but for the one that set it."""
    audit.write(AuditKind.PASSWORD_CHANGED, by=by, at=at, target=user)
    sessions.end_all(user, by=by, at=at, keep=keep, why="password changed")
