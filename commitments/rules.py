"""Who may do what: predicates over a user and a thing, asked by actions (always) and by buttons."""

from collections.abc import Collection
from typing import Any

CONTRIBUTOR = "contributor"
REVIEWER = "reviewer"
MANAGING_EDITOR = "managing editor"
ADMINISTRATOR = "administrator"
ROLES = (CONTRIBUTOR, REVIEWER, MANAGING_EDITOR, ADMINISTRATOR)


def permission(verb: str, record_type: str) -> str:
    """Django's name of a permission on a kind of record."""
    app = "commitments" if record_type in {"commitment", "progress_report"} else "summits"
    return f"{app}.{verb}_{record_type.replace('_', '')}"


def may_draft(user: Any, record_type: str, *, new: bool) -> bool:
    """Whether a user may write a draft of this kind of record."""
    return bool(
        user.is_active and user.has_perm(permission("add" if new else "change", record_type))
    )


def limited_to(user: Any) -> set[str]:
    """The codes of the parties whose records alone a contributor may write; empty: no limit."""
    if user.has_perm("commitments.review_submission"):
        return set()
    return set(user.parties.values_list("code", flat=True))


def may_edit(user: Any, submission: Any) -> bool:
    """An author changes her own submission while it is a draft or sent back."""
    return bool(user.is_active and submission.author_id == user.pk and submission.is_open)


def may_take_back(user: Any, submission: Any) -> bool:
    """An author takes a submission back until it is decided."""
    return bool(
        user.is_active and submission.author_id == user.pk and submission.state == "in_review"
    )


def reviews(user: Any) -> bool:
    """Reviewers decide on what others submitted."""
    return bool(user.is_active and user.has_perm("commitments.review_submission"))


def may_review(user: Any, submission: Any, *, one_person: bool = False) -> bool:
    """Rule R7: a reviewer decides on others' work; on her own only in a one-person installation."""
    return reviews(user) and bool(one_person or submission.author_id != user.pk)


def may_review_captures(user: Any) -> bool:
    """Reviewers release copies that others added."""
    return reviews(user)


def may_release(user: Any, capture: Any, *, one_person: bool = False) -> bool:
    """Rule R7 for a copy of a source: whoever added it is not the one who shows it to readers."""
    return may_review_captures(user) and bool(one_person or capture.added_by_id != user.pk)


def may_discard(user: Any, capture: Any) -> bool:
    """Whoever added a copy of a source takes a wrong one away, and so does who could release it."""
    return may_review_captures(user) or bool(user.is_active and capture.added_by_id == user.pk)


def may_check(user: Any) -> bool:
    """Editors note that they looked and found nothing new."""
    return bool(user.is_active and user.has_perm("commitments.add_check"))


def may_settle(user: Any) -> bool:
    """Any editor says what came of an error that a reader reported."""
    return may_check(user)


def may_retract(user: Any) -> bool:
    """Managing editors retract, merge and rename."""
    return bool(user.is_active and user.has_perm("commitments.retract_record"))


def may_give(user: Any, roles: Collection[str]) -> bool:
    """Whoever keeps accounts gives roles up to her own; an administrator's only an administrator."""
    if not user.is_active or not user.has_perm("commitments.change_user"):
        return False
    return ADMINISTRATOR not in roles or ADMINISTRATOR in roles_of(user)


def may_keep_keys(user: Any) -> bool:
    """Administrators keep partners and their keys."""
    return bool(user.is_active and user.has_perm("commitments.change_partner"))


def roles_of(user: Any) -> set[str]:
    """The names of a user's roles; who may do everything is an administrator as well."""
    names = {group.name for group in user.groups.all()}
    return names | {ADMINISTRATOR} if user.is_superuser else names


def needs_factor(user: Any, required: Collection[str]) -> bool:
    """Whether one of a user's roles asks for a second factor."""
    return bool(required and roles_of(user) & set(required))
