"""Whether one gets the weekly mail, and where it goes."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.actions import weekly_mail


def view(request):
    """One's own choice; the button turns it round."""
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        weekly_mail.choose(request.user, wanted=wanted)
        told = _("You get the weekly mail.") if wanted else _("You get no weekly mail any more.")
        messages.success(request, told)
        return redirect("admin:weekly_mail")
    context = {**admin.site.each_context(request), "title": _("Your weekly mail")}
    return render(request, "admin/weekly_mail.html", context)
