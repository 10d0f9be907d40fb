"""What somebody sent whose session had ended: carried through the sign-in, and sent again by a button."""

import json

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OURS = {"csrfmiddlewaretoken"}
TYPED_BY = "typed_by"
ANOTHERS = gettext_lazy(
    "This was typed by another account. Nothing is saved, and it is kept in this page: "
    "sign in with the account that typed it, and send it again."
)


def fields_of(request):
    """The fields that were sent, to be kept in the sign-in form; empty where there is nothing to keep.

    A form with a password in it is not written into a page.
    """
    found = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OURS
    ]
    if not found or any("password" in name for name, _value in found):
        return ""
    return json.dumps(found, ensure_ascii=False)


def fields_in(kept):
    """The kept fields as pairs; None if they cannot be read."""
    try:
        return [(str(name), str(value)) for name, value in json.loads(kept)]
    except (TypeError, ValueError, RecursionError):
        return None


def is_anothers(request):
    """Whether a form is sent that somebody else typed than who is signed in now."""
    return request.POST.get(TYPED_BY, str(request.user.pk)) != str(request.user.pk)


def was_typed_by_another(kept, user):
    """Whether the kept fields say that somebody else typed them."""
    return any(name == TYPED_BY and value != str(user.pk) for name, value in fields_in(kept) or ())


def own_address(request):
    """Where a form in the request wants to go on to, if that is ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("admin:index")


def page_to_send_again(site, request, address, kept):
    """After the sign-in: the fields, hidden, and a button that sends them; None if they cannot be read."""
    found = fields_in(kept)
    if found is None:
        return None
    context = {
        **site.each_context(request),
        "title": _("You are signed in again"),
        "address": address,
        "fields": found,
    }
    return render(request, "admin/send_again.html", context)
