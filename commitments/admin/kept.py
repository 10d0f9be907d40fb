"""What somebody sent whose session had ended: carried through the sign-in, and sent again by a button."""

import json

from django.contrib.admin.forms import AdminAuthenticationForm
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

OURS = {"csrfmiddlewaretoken"}


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


def sign_in_page(site, request, kept):
    """The sign-in form in place of the page asked for, with what was sent."""
    wanted = request.get_full_path()
    context = {
        **site.each_context(request),
        "title": _("Log in"),
        "subtitle": None,
        "form": AdminAuthenticationForm(request),
        "app_path": f"{reverse('admin:login')}?{urlencode({'next': wanted})}",
        "next": wanted,
        "kept": kept,
    }
    return render(request, "admin/login.html", context)


def page_to_send_again(site, request, address, kept):
    """After the sign-in: the fields, hidden, and a button that sends them; None if they cannot be read."""
    try:
        found = [(str(name), str(value)) for name, value in json.loads(kept)]
    except (TypeError, ValueError, RecursionError):
        return None
    context = {
        **site.each_context(request),
        "title": _("You are signed in again"),
        "address": address,
        "fields": found,
    }
    return render(request, "admin/send_again.html", context)
