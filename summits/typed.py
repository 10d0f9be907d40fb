"""Form fields for what people type."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator as NO_NULL
from django.utils.translation import gettext_lazy as _

from summits.text import validate_plain_text, without_bullet

PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


class Quantity(forms.DecimalField):
    """How much, in plain digits: the browser's box takes nothing else, a typed request might."""

    def to_python(self, value):
        if value not in self.empty_values and not PLAIN.fullmatch(str(value).strip()):
            raise ValidationError(
                _("Write a number from 0 up in plain digits, such as 2000 or 0.5, without a sign."),
                code="invalid",
            )
        return super().to_python(value)


class TidyField(forms.CharField):
    """Plain text as it was meant: line ends of one kind, no pasted list bullet."""

    default_validators = [validate_plain_text]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, NO_NULL)]  # ours says it

    def to_python(self, value):
        return without_bullet(super().to_python(value).replace("\r\n", "\n").replace("\r", "\n"))
