"""A promise that may be there already: told while its title is typed, and once more when it is saved."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import rules
from commitments.choices import PartyRole, RecordType
from commitments.models import Part
from commitments.queries import duplicates

LARGEST_KEY = 2**63 - 1
Key = partial(forms.IntegerField, min_value=0, max_value=LARGEST_KEY)


class Keys(forms.MultipleChoiceField):
    """Keys of records, none of them looked up."""

    def valid_value(self, value):
        return Key().clean(value) is not None


class Asked(forms.Form):
    """What the form of a promise says while it is filled in."""

    title = forms.CharField(max_length=300)
    summit = Key(required=False)
    party = Keys(required=False)
    but = Key(required=False)


class LikelyDuplicates:
    """Mixin of the commitment's screen."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.likely_duplicates))
        name = "commitments_commitment_likely_duplicates"
        return [path("likely-duplicates/", view, name=name), *super().get_urls()]

    def likely_duplicates(self, request):
        """As JSON: promises with nearly the title that is being typed, of those the editor may see."""
        if not rules.may_draft(request.user, RecordType.COMMITMENT, new=True):
            raise PermissionDenied
        asked = Asked(request.GET)
        if not asked.is_valid():
            return JsonResponse({"errors": asked.errors}, status=400)
        given = asked.cleaned_data
        found = duplicates.likely(
            given["title"],
            user=request.user,
            summit=given["summit"],
            parties=given["party"],
            but=given["but"],
        )
        return JsonResponse({"found": [shown(one) for one in found]})

    def tell(self, request, form, formsets):
        super().tell(request, form, formsets)
        if not form.may_leave_slug:  # it has been saved and told before
            return
        leads = Part.objects.filter(commitment=form.instance, role=PartyRole.LEAD)
        found = duplicates.likely(
            form.instance.title,
            user=request.user,
            summit=form.instance.summit_id,
            parties=list(leads.values_list("party", flat=True)),
            but=form.instance.pk,
        )
        if found:
            titles = ", ".join(_("“%s”") % one for one in found)
            messages.warning(request, _("It may be there already. Compare it with %s.") % titles)


def shown(commitment):
    """One promise in a line: what a list needs that names it and leads there."""
    facts = [", ".join(part.party.name for part in commitment.leads), str(commitment.summit)]
    if commitment.version == 0:
        facts.append(_("draft"))
    return {
        "title": commitment.title,
        "facts": " · ".join(filter(None, facts)),
        "address": reverse("admin:commitments_commitment_change", args=[commitment.pk]),
    }
