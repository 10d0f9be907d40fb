"""What readers learn of who wrote and who reviewed a version: nothing, a role or initials, by a setting."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from commitments import rules
from commitments.models import Submission, User

ROLE, INITIALS = "role", "initials"
PEOPLE = ("submission__author", "submission__reviewer")


def needed() -> list[str]:
    """What revisions are joined with, so that signing them asks nothing more."""
    return list(PEOPLE) if settings.HISTORY_NAMES in (ROLE, INITIALS) else ["submission"]


def groups_needed() -> list[str]:
    """What is prefetched with revisions, for the roles of their people."""
    return [f"{one}__groups" for one in PEOPLE] if settings.HISTORY_NAMES == ROLE else []


def signed(submission: Submission) -> list[str]:
    """Who wrote and who reviewed, as the setting allows; a load has no person."""
    if submission.author_id is None or settings.HISTORY_NAMES not in (ROLE, INITIALS):
        return []
    shown = _role if settings.HISTORY_NAMES == ROLE else _initials
    found = [_("written by %s") % shown(submission.author)]
    if submission.reviewer_id:
        found.append(_("reviewed by %s") % shown(submission.reviewer))
    return found


def _role(user: User) -> str:
    """The highest role of an account today."""
    if user.is_superuser:
        return _("administrator")
    names = {group.name for group in user.groups.all()}
    held = [role for role in rules.ROLES if role in names]
    return _(held[-1]) if held else _("editor")


def _initials(user: User) -> str:
    """The first letters of a person's names, or of the account's where she gave none."""
    words = re.split(r"[\W_]+", user.get_full_name() or user.get_username())
    return " ".join(f"{word[0].upper()}." for word in words if word)
