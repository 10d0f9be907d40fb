"""A new source typed beside what it supports; an address that is known leads to the source that has it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments import columns, content
from commitments.admin import slugs
from commitments.admin.forms import TidyField
from commitments.queries import sources
from summits.addresses import normalized, split_address
from summits.choices import SourceKind
from summits.models import Source
from summits.partial_dates import PartialDateFormField

PREFIX = "new_"
TYPED = ("url", "title", "publisher", "kind", "published_on", "language")


class TypedSource(forms.Form):
    """Mixin of a row's form: fields of a new source beside the field ``source``."""

    new_url = TidyField(
        label=_("or a new source: address"),
        required=False,
        max_length=1000,
        help_text=_("With https://. If we have it already, that source is used."),
    )
    new_title = TidyField(label=_("its title"), required=False, max_length=300)
    new_publisher = TidyField(label=_("publisher"), required=False, max_length=300)
    new_kind = forms.ChoiceField(
        label=_("kind"), required=False, choices=[("", "---------"), *SourceKind.choices]
    )
    new_published_on = PartialDateFormField(label=_("published on"), required=False)
    new_language = forms.CharField(label=_("language"), required=False, max_length=2, initial="en")

    lines = (
        ("new_url", "new_title"),
        ("new_publisher", "new_kind", "new_published_on", "new_language"),
    )
    led_to = None
    typed_source = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].required = False
        self.fields["new_language"].widget.attrs["size"] = 2
        self.fields["new_url"].widget.attrs["size"] = 40
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
        if self.led_to:
            cleaned["source"] = self.led_to
            return
        typed = Source(**{name: cleaned[PREFIX + name] for name in TYPED})
        try:
            typed.full_clean(exclude=["slug", "merged_into"])
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                self.add_error(PREFIX + name if name in TYPED else None, errors)
        else:
            self.typed_source = typed


class NewSources:
    """The new sources of one screen; an address typed twice is one source."""

    def __init__(self):
        self.by_key = {}

    def slug_of(self, form):
        """The slug of the source that a row cites, chosen or typed."""
        if form.typed_source is None:
            return form.cleaned_data["source"].slug
        source = form.typed_source
        key = normalized(source.url) if source.url else (source.title, source.publisher)
        if key not in self.by_key:
            source.slug = self._free_slug(source)
            self.by_key[key] = source
        return self.by_key[key].slug

    def _free_slug(self, source):
        here = {known.slug for known in self.by_key.values()}
        wanted = slug_for(source)
        return slugs.free(
            wanted, lambda slug: slug in here or Source.objects.filter(slug=slug).exists(), 80
        )

    def contents(self):
        """What to save, one content a new source."""
        table = columns.BY_NAME["sources"]
        return [
            {column.name: content.value_of(source, column) for column in table.columns}
            for source in self.by_key.values()
        ]


def slug_for(source):
    """The publisher's site or name, the year and the first words: voanews-2010-obama-prepares-open."""
    host = split_address(source.url).hostname.removeprefix("www.") if source.url else ""
    name = host.split(".")[0] or " ".join(source.publisher.split()[:2])
    year = str(source.published_on.year) if source.published_on else ""
    return slugs.suggested(name, year, title=source.title, limit=75) or "source"
