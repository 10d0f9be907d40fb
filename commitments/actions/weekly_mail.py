"""Who had the mail of which week, and who wants none."""

import datetime

from commitments.models import User


def claim(user: User, week: datetime.date) -> bool:
    """Note before sending that a user has had the mail of this week; false where another run did."""
    open_ones = User.objects.filter(pk=user.pk).exclude(weekly_mail_on=week)
    return bool(open_ones.update(weekly_mail_on=week))


def give_back(user: User) -> None:
    """The mail did not go: leave the user as she was read, so that the next run tries again."""
    User.objects.filter(pk=user.pk).update(weekly_mail_on=user.weekly_mail_on)


def choose(user: User, *, wanted: bool) -> None:
    """Send a user the weekly mail from now on, or none."""
    User.objects.filter(pk=user.pk).update(weekly_mail=wanted)
