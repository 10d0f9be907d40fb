"""What a reader can choose from in the filters of a list: each record's identifier and its name."""

from django.db.models import QuerySet

from summits.languages import by_name, named
from summits.models import Document, Party, Summit, Theme

Offer = list[tuple[str, str]]


def parties() -> Offer:
    """The public parties, by name."""
    return _named("party", Party.objects.published().values_list("code", "name"))


def summits() -> Offer:
    """The public summits, by name."""
    return _named("summit", Summit.objects.published().values_list("slug", "name"))


def themes() -> Offer:
    """The public themes, by name."""
    return _named("theme", Theme.objects.published().values_list("slug", "name"))


def _named(kind: str, rows: QuerySet) -> Offer:
    words = [(identifier, named(kind, name)) for identifier, name in rows.order_by("name")]
    return by_name(words, lambda offer: offer[1])


def documents() -> Offer:
    """The public documents, the oldest first."""
    found = Document.objects.published().order_by("adopted_on_last", "slug")
    return list(found.values_list("slug", "title"))
