"""Finding a source by its address, in whatever spelling (rule R13)."""

from summits.addresses import normalized
from summits.models import Source


def by_address(url: str) -> Source | None:
    """The source that already has this address, public or draft; None for a new or unreadable one."""
    try:
        key = normalized(url)
    except ValueError:
        return None
    return Source.objects.filter(url_key=key, retracted_at=None, merged_into=None).first()
