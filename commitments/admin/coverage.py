"""The grid of parties and summits without a pledge, where an editor says with one click that none was found."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions import coverage as actions
from commitments.actions.errors import Refused, sentences
from commitments.admin import worklist as pages
from commitments.admin.forms import TidyField, is_key
from commitments.choices import RecordType
from commitments.queries import coverage, ownership, visibility, worklist
from summits.models import Participation

HEAP = worklist.BY_NAME["no-commitment"]


class WhereForm(forms.Form):
    """Where she looked, said once for the cells she then clicks."""

    where = TidyField(
        label=gettext_lazy("Where you looked"),
        help_text=gettext_lazy("It is kept with each “None found” that you click."),
        max_length=500,
        # in a text area Enter begins a line; in a line of text it would press the first button
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


def view(request):
    """Show the gaps; a button says that none was found, or takes that back."""
    if not request.user.has_perm(rules.permission("view", RecordType.PARTICIPATION)):
        raise PermissionDenied
    if request.method == "POST":
        form = WhereForm(request.POST)
        if press(request, form):
            return redirect(pages.address(HEAP.name, request.GET))
    else:
        form = WhereForm(initial={"where": coverage.last_where(request.user)})
    chosen = pages.whose(request)
    came = coverage.participations()
    if chosen == pages.MINE:
        came = came.filter(ownership.mine(RecordType.PARTICIPATION, request.user))
    context = {
        **admin.site.each_context(request),
        "title": HEAP.title,
        "heap": HEAP,
        "heaps": worklist.HEAPS,
        "sizes": HEAP.sizes(request.user),
        "whose": chosen,
        "grid": coverage.grid(came),
        "form": form,
        "may_say": rules.may_check(request.user),
        "limit": visibility.limited_to(request.user),
    }
    status = 400 if form.errors else 200
    return render(request, "admin/worklist_participation.html", context, status=status)


def press(request, form):
    """Do what a button says; false where the form has to be shown again, with what was typed."""
    how = {"by": request.user, "at": timezone.now()}
    back = request.POST.get("back", "")
    try:
        if back:
            actions.take_back(came(back), **how)
            messages.success(request, _("Taken back: it is not yet researched."))
        elif form.is_valid():
            said = came(request.POST.get("none", ""))
            actions.say_none_found(said, where=form.cleaned_data["where"], **how)
            messages.success(request, _("Noted: none found. %s") % said)
        else:
            return False
    except (Refused, ValidationError) as refusal:
        form.is_valid()
        form.add_error(None, sentences(refusal))
        return False
    return True


def came(key):
    """The participation of a cell."""
    found = Participation.objects.published().filter(pk=key).first() if is_key(key) else None
    if found is None:
        raise ValidationError(_("There is no such cell. Choose one of the grid."))
    return found
