"""What a reader can choose from in the filters of a list: each record's identifier and its name."""

from summits.models import Document, Party, Summit, Theme

Offer = list[tuple[str, str]]


def parties() -> Offer:
    """The public parties, by name."""
    return list(Party.objects.published().order_by("name").values_list("code", "name"))


def summits() -> Offer:
    """The public summits, by name."""
    return list(Summit.objects.published().order_by("name").values_list("slug", "name"))


def themes() -> Offer:
    """The public themes, by name."""
    return list(Theme.objects.published().order_by("name").values_list("slug", "name"))


def documents() -> Offer:
    """The public documents, the oldest first."""
    found = Document.objects.published().order_by("adopted_on_last", "slug")
    return list(found.values_list("slug", "title"))
