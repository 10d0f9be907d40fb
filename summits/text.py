"""What plain text may contain: no control characters, nothing that turns the direction of what is
written around it, nothing a spreadsheet would run."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINES = re.compile("[\t\n\u2028\u2029]")
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
BULLET = re.compile(r"\A\s*[-+*•‣·–—]\s+")

validate_slug = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use lower-case letters, digits and single hyphens, as in chn-2010-centre-of-excellence."),
)


def validate_plain_text(text: str) -> None:
    """Refuse what would break a file, a page or a spreadsheet; raise ValidationError."""
    if CONTROL.search(text):
        raise ValidationError(
            _("The text contains a control character. Remove it or type the text again."),
            code="control_character",
        )
    if found := TURNING.search(text):
        raise ValidationError(
            _(
                "After “%(before)s” stands an invisible character (U+%(code)s) that turns the direction "
                "of writing. Delete the text around it and type it again."
            ),
            code="direction",
            params={"before": text[: found.start()][-20:], "code": f"{ord(found[0]):04X}"},
        )
    if FORMULA.match(text) or text.startswith(("\t", "\r")):
        raise ValidationError(
            _(
                "The text starts with “%(start)s”, which a spreadsheet could run as a formula. "
                "Start with a letter or a digit."
            ),
            code="formula",
            params={"start": text.strip()[:1]},
        )


def validate_ends(text: str) -> None:
    """Refuse blanks before and after a text: no table of the data package keeps them."""
    if text != text.strip():
        raise ValidationError(_("Write it without blanks at its ends."), code="blank_ends")


def without_bullet(text: str) -> str:
    """The text without a pasted list bullet at its start; a signed number keeps its sign."""
    return BULLET.sub("", text, count=1)


class PlainText(models.TextField):
    """Text of any length that passes validate_plain_text."""

    default_validators = [validate_plain_text, validate_ends]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))


class PlainChar(models.CharField):
    """One line of text, compared and sorted by code point on every database."""

    default_validators = [validate_plain_text, validate_ends]

    def db_parameters(self, connection):
        collation = {"postgresql": "C"}.get(connection.vendor)
        return super().db_parameters(connection) | {"collation": collation}

    def clean(self, value, model_instance):
        cleaned = super().clean(value, model_instance)
        if cleaned and LINES.search(cleaned):
            raise ValidationError(_("Write this on one line, without tabs."), code="line_break")
        return cleaned


class Slug(PlainChar):
    """The public identifier of a record; its meaning never changes."""

    default_validators = [validate_slug]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 100, "unique": True} | kwargs)
