"""A new source typed beside what it supports; an address that is known leads to the source that has it."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import columns, content
from commitments.actions.errors import Invalid
from commitments.admin.forms import TidyField
from commitments.queries import sources
from summits.addresses import normalized
from summits.choices import SourceKind
from summits.models import Source
from summits.partial_dates import PartialDateFormField

PREFIX = "new_"
DESCRIBED = _("This address is described in another row. It is enough here.")
TYPED = ("url", "title", "publisher", "kind", "published_on", "language")


class TypedSource(forms.Form):
    """Mixin of a row's form: fields of a new source beside the field ``source``."""

    new_url = TidyField(
        label=_("Or a new source: address"),
        required=False,
        max_length=1000,
        help_text=_("With https://. If we have it already, that source is used."),
    )
    new_title = TidyField(label=_("Its title"), required=False, max_length=300)
    new_publisher = TidyField(label=_("Publisher"), required=False, max_length=300)
    new_kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", "---------"), *SourceKind.choices]
    )
    new_published_on = PartialDateFormField(label=_("Published on"), required=False)
    new_language = forms.CharField(label=_("Language"), required=False, max_length=2, initial="en")

    lines = (
        ("new_url", "new_title"),
        ("new_publisher", "new_kind", "new_published_on", "new_language"),
    )
    led_to = None
    typed_source = None
    repeated = None  # the key of an address whose source is typed in another row of this screen

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].required = False
        self.fields["new_language"].widget.attrs["size"] = 2
        self.fields["new_url"].widget.attrs |= {
            "size": 40,
            "data-known-source": reverse("admin:known_source"),
            "data-described": DESCRIBED,
        }
        self.fields["new_title"].widget.attrs["size"] = 40

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        typed = any(cleaned.get(PREFIX + name) for name in ("url", "title", "publisher"))
        if cleaned.get("source") and typed:
            self.add_error("source", _("Choose a source or type a new one, not both."))
        elif typed and not self.errors:
            self._read_typed(cleaned)
        elif not cleaned.get("source") and not self.errors:
            self.add_error("source", _("Choose a source, or type the address of a new one."))
        return cleaned

    def _read_typed(self, cleaned):
        self.led_to = sources.by_address(cleaned["new_url"]) if cleaned["new_url"] else None
        if self.led_to and not self._may_cite(self.led_to):
            self.led_to = None
            self.add_error("new_url", sources.HELD)
            return
        if self.led_to:
            cleaned["source"] = self.led_to
            return
        bare = not any(cleaned[PREFIX + name] for name in ("title", "publisher", "kind"))
        if bare and cleaned["new_url"] and self._described_elsewhere(cleaned["new_url"]):
            self.repeated = normalized(cleaned["new_url"])
            return
        typed = Source(**{name: cleaned[PREFIX + name] for name in TYPED})
        try:
            typed.full_clean(exclude=["slug", "merged_into"])
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                self.add_error(PREFIX + name if name in TYPED else None, errors)
        else:
            self.typed_source = typed

    def _may_cite(self, source):
        """Whether this editor may know of the source."""
        return self.fields["source"].queryset.filter(pk=source.pk).exists()

    def _described_elsewhere(self, url):
        """Whether another row of the screen has this address with a title."""
        others = [name for name in self.data if name.endswith("-new_url")]
        return any(
            self.data.get(name.replace("new_url", "new_title"))
            and same_address(self.data[name], url)
            for name in others
            if name != self.add_prefix("new_url")
        )


def same_address(one, other):
    try:
        return normalized(one.strip()) == normalized(other)
    except ValueError:
        return False


class NewSources:
    """The new sources of one screen; an address typed twice is one source."""

    def __init__(self):
        self.by_key = {}

    def learn(self, form):
        """Take a row's new source in; call it for all rows before slug_of."""
        source = getattr(form, "typed_source", None)
        if source is not None and self._key(source) not in self.by_key:
            here = {known.slug for known in self.by_key.values()}
            source.slug = sources.free_slug(source, beside=here)
            self.by_key[self._key(source)] = source

    def slug_of(self, form):
        """The slug of the source that a row cites: chosen, typed, or typed in another row."""
        if form.typed_source is not None:
            return self.by_key[self._key(form.typed_source)].slug
        if form.repeated is not None:
            return self._described(form.repeated).slug
        return form.cleaned_data["source"].slug

    def _described(self, key):
        if key not in self.by_key:
            raise Invalid([_("A source is described in a row that you remove. Describe it again.")])
        return self.by_key[key]

    @staticmethod
    def _key(source):
        return normalized(source.url) if source.url else (source.title, source.publisher)

    def cited_by(self, contents):
        """What to save: of each new source that these contents cite, its content."""
        table = columns.BY_NAME["sources"]
        cited = {row["source"] for one in contents for row in one.get("citations", [])}
        return [
            {column.name: content.value_of(source, column) for column in table.columns}
            for source in self.by_key.values()
            if source.slug in cited
        ]
