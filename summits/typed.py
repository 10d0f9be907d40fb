"""Form fields for what people type."""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator as NO_NULL

from summits.text import validate_plain_text, without_bullet


class TidyField(forms.CharField):
    """Plain text as it was meant: line ends of one kind, no pasted list bullet."""

    default_validators = [validate_plain_text]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, NO_NULL)]  # ours says it

    def to_python(self, value):
        return without_bullet(super().to_python(value).replace("\r\n", "\n").replace("\r", "\n"))
