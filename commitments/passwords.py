"""Two rules for passwords beside Django's: not the words of our own subject, and an end to their length."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = ("nuclear", "security", "summit", "tracker", "nss", "pledge", "editor", "password", "admin")
ABOUT_US = re.compile("|".join(WORDS))
LETTERS_LEFT = 8
LONGEST = 256


class NotAboutUs:
    """What is left of a password without our own words has to be enough."""

    def validate(self, password: str, user: Any = None) -> None:
        lower = password.lower()
        left = ABOUT_US.sub("", lower)
        if left != lower and sum(one.isalpha() for one in left) < LETTERS_LEFT:
            raise ValidationError(_("The password is made of words that anybody here would guess."))

    def get_help_text(self) -> str:
        return _("Your password can’t be made of words like nuclear, summit or tracker.")


class NotEndless:
    """Nobody types more; a machine that sends more is refused before the work of hashing it."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(_("The password is longer than %s characters.") % LONGEST)

    def get_help_text(self) -> str:
        return _("It may have up to %s characters; any will do, and blanks too.") % LONGEST
