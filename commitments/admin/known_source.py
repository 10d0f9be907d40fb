"""The source that has an address, asked by the form while somebody pastes it (rule R13)."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _

from commitments import rules
from commitments.choices import RecordType
from commitments.queries import sources, visibility
from summits.addresses import normalized
from summits.models import Source


def view(request):
    """As JSON: the source to cite, or what is known of a new one, and a sentence about it."""
    if not rules.may_draft(request.user, RecordType.SOURCE, new=True):
        raise PermissionDenied
    url = request.GET.get("url", "").strip()
    try:
        normalized(url)
    except ValueError as error:
        return JsonResponse({"told": str(error)}, status=400)
    known = sources.by_address(url)
    if known is None:
        return JsonResponse(_new(url))
    if not visibility.records(Source.objects.filter(pk=known.pk), request.user).exists():
        return JsonResponse({"told": str(sources.HELD)})
    told = _("We have this address: “%s” is chosen.") % known.title
    return JsonResponse({"source": {"id": known.pk, "title": known.title}, "told": told})


def _new(url):
    """What other sources of the same site have in common."""
    shared = sources.shared_by_site(url)
    if shared is None:
        return {"new": {}, "told": _("A new address. Describe the source.")}
    told = _("A new address. Publisher and language are those of our other sources of this site.")
    return {"new": shared, "told": told}
