"""The weekly mail: to each editor what waits for her and how full the heaps are, once a week."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import mails, rules
from commitments.actions import weekly_mail
from commitments.choices import RecordType
from commitments.models import Submission, User
from commitments.queries import queue, submissions, visibility, worklist

FIRST = 5  # items of each section


@dataclass(frozen=True)
class Section:
    """One heap in the mail: how much is in it, the page it leads to, its first items as (title, page)."""

    title: str
    count: int
    page: str
    items: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Run:
    """What came of a run: how many mails went, had nothing to say, had gone before; whose failed."""

    sent: int = 0
    empty: int = 0
    before: int = 0
    failed: list[str] = field(default_factory=list)


def send(*, at: datetime.datetime, again: bool) -> Run:
    """Mail every editor who wants it and has not had this week's; with ``again`` those who have, too.

    A run that is stopped goes on with the others the next time; a mail that fails stops no other.
    """
    run, week = Run(), monday(at)
    for user in editors():
        if user.weekly_mail_on == week and not again:
            run.before += 1
            continue
        mail = written(user, week)
        if mail is None:
            run.empty += 1
        elif not weekly_mail.claim(user, week) and not again:
            run.before += 1
        elif mails.sent(mail):
            run.sent += 1
        else:
            weekly_mail.give_back(user)
            run.failed.append(user.username)
    return run


def monday(at: datetime.datetime) -> datetime.date:
    """The first day of the week, by UTC."""
    day = at.astimezone(datetime.UTC).date()
    return day - datetime.timedelta(days=day.weekday())


def editors() -> Iterable[User]:
    """Who gets the mail: open accounts with an address and a role, that have not declined it."""
    wanting = User.objects.filter(is_active=True, is_staff=True, weekly_mail=True)
    return [user for user in wanting.exclude(email="").order_by("pk") if rules.may_check(user)]


def written(user: User, week: datetime.date) -> EmailMessage | None:
    """The mail to one editor; None where there is nothing to tell."""
    sizes = worklist.sizes(user)
    yours = [*_submissions(user), *(_heap(one, user) for one in sizes if one.mine)]
    limited = visibility.sees_own_only(user)
    others = [] if limited else [_whole(one) for one in sizes if one.all]
    if not yours and not others:
        return None
    pages = {"list": reverse("admin:index"), "choice": reverse("admin:weekly_mail")}
    return mails.written("weekly", user, yours=yours, others=others, week=week, **pages)


def _submissions(user: User) -> list[Section]:
    """What was sent back to her, and what she may review."""
    listed = reverse("admin:commitments_submission_changelist")
    found = [
        (
            _("Sent back to you"),
            submissions.sent_back_to(user),
            f"{listed}?turn=mine&state__exact=sent_back",
        ),
        (_("Waiting for your review"), submissions.to_review(user), f"{listed}?turn=review"),
    ]
    return [
        Section(title, count, page, _named(rows[:FIRST]))
        for title, rows, page in found
        if (count := rows.count())
    ]


def _named(rows: QuerySet[Submission]) -> list[tuple[str, str]]:
    found = list(rows)
    inside = queue.inside([one.pk for one in found], limit=1)
    names = {pk: "; ".join(one.names) for pk, one in inside.items()}
    return [(names.get(one.pk) or _("empty"), _page_of(one)) for one in found]


def _page_of(thing: Model) -> str:
    """Its screen in the admin."""
    name = f"{thing._meta.app_label}_{thing._meta.model_name}"
    return reverse(f"admin:{name}_change", args=[thing.pk])


def _heap(size: worklist.Sizes, user: Any) -> Section:
    heap = size.heap
    page = reverse("admin:work", args=[heap.name])
    items = [
        (str(one), page if heap.record_type == RecordType.PARTICIPATION else _page_of(one))
        for one in heap.first_of(user).rows[:FIRST]
    ]
    return Section(str(heap.title), size.mine, f"{page}?whose=mine", items)


def _whole(size: worklist.Sizes) -> Section:
    page = reverse("admin:work", args=[size.heap.name])
    return Section(str(size.heap.title), size.all, f"{page}?whose=all")
