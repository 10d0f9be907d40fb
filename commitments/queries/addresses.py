"""The public records as the list of all pages names them: what their address is made of, and how new it is."""

from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from commitments.models import Commitment
from summits.models import Document, Party, Source, Summit, Theme


def commitments() -> QuerySet:
    """Each with ``changed_at``, when it or a report on it was last changed."""
    # a report that was never public has no such time
    reported = Coalesce(Max("reports__updated_at"), F("updated_at"))
    found = Commitment.objects.published().only("slug").order_by("pk")
    return found.annotate(changed_at=Greatest(F("updated_at"), reported))


def sources() -> QuerySet:
    """Each with ``changed_at``: what stands on its page is mostly its own."""
    return (
        Source.objects.published().only("slug").annotate(changed_at=F("updated_at")).order_by("pk")
    )


def parties() -> QuerySet:
    return Party.objects.published().only("slug", "kind").order_by("pk")


def summits() -> QuerySet:
    return Summit.objects.published().only("slug").order_by("pk")


def documents() -> QuerySet:
    return Document.objects.published().only("slug").order_by("pk")


def themes() -> QuerySet:
    return Theme.objects.published().only("slug").order_by("pk")
