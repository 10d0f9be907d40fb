"""Where somebody is signed in, and signing out everywhere else."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.actions import sessions


def view(request):
    """One's own sign-ins; the button ends all but this one."""
    at = timezone.now()
    if request.method == "POST":
        count = sessions.end_all(
            request.user, by=request.user, at=at, keep=request.sign_in, why="ended by herself"
        )
        text = ngettext("Signed out on %s other device.", "Signed out on %s other devices.", count)
        messages.success(request, text % count)
        return redirect("admin:sessions")
    context = {
        **admin.site.each_context(request),
        "title": _("Your sessions"),
        "found": sessions.lasting(request.user, at),
        "this": request.sign_in,
    }
    return render(request, "admin/sessions.html", context)
