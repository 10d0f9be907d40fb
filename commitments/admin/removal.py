"""Retracting, merging and renaming a public record: a managing editor's buttons, each with its own page."""

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import rules
from commitments.actions import removal
from commitments.actions.errors import Invalid, Refused
from commitments.admin.forms import Choose, TidyField, is_key
from commitments.choices import RETRACTION, UNQUOTED
from commitments.queries import merges
from summits.text import validate_slug

MERGED = removal.MERGED_TYPES
LONGEST_REASON = 2000  # characters; it is shown wherever the record was


def reason_field(label):
    """Why a managing editor acts; readers see it."""
    return TidyField(
        label=label,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class RetractForm(forms.Form):
    title = _("Retract")
    intro = _(
        "Its page and its API answer “gone” from now on, with this reason. The corrections page says "
        "what it had said. The history stays."
    )
    reason = reason_field(_("Reason, for readers of the old address"))
    is_unquoted = forms.BooleanField(
        label=_("Its words must not stand anywhere, not even as an error of ours"), required=False
    )

    def act(self, record, *, by, at):
        given = self.cleaned_data
        act = UNQUOTED if given["is_unquoted"] else RETRACTION
        removal.retract(record, by=by, at=at, reason=given["reason"], act=act)


class MergeForm(forms.Form):
    title = _("Merge into another")
    intro = _(
        "Reports, parts and citations move to the record that stays; this address leads there. "
        "What else this record says stays in its history only."
    )
    left_behind: Sequence[str] = ()

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, model = record, type(record)
        self.fields["survivor"] = forms.ModelChoiceField(
            model.objects.published(),
            label=_("The record that stays"),
            widget=Choose(model._meta.get_field("merged_into"), admin.site),
        )
        self.fields["reason"] = reason_field(_("Reason, for the histories"))

    def clean(self):
        """Both may say something of one party or place; whoever merges has read which stays."""
        survivor = self.cleaned_data.get("survivor")
        if survivor is not None and survivor.pk != self.record.pk:
            self.left_behind = merges.left_behind(self.record, survivor)
        if self.left_behind and self.data.get("confirmed") != str(survivor.pk):
            raise ValidationError(
                _("Both records say something different of the same. Read below.")
            )

    def act(self, record, *, by, at):
        given = self.cleaned_data
        removal.merge(record, given["survivor"], by=by, at=at, reason=given["reason"])


class RenameForm(forms.Form):
    title = _("Rename")
    intro = _("The old address leads to the new one for ever and is never used for anything else.")
    slug = forms.CharField(label=_("New slug"), max_length=100, validators=[validate_slug])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field(_("Reason, for the histories"))

    def act(self, record, *, by, at):
        given = self.cleaned_data
        removal.rename(record, slug=given["slug"], by=by, at=at, reason=given["reason"])


class RemovalViews:
    """Mixin of records' screens: the pages behind the three buttons."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<path:object_id>/{verb}/",
                self.admin_site.admin_view(self.removal_view),
                {"verb": verb},
                name=f"{name}_{verb}",
            )
            for verb in self.removal_verbs()
        ]
        return own + super().get_urls()

    def removal_verbs(self):
        verbs = ["retract"]
        if self.record_type in MERGED:
            verbs.append("merge")
        if any(field.name == "slug" for field in self.opts.fields):
            verbs.append("rename")
        return verbs

    def removal_links(self, request, record):
        """The buttons that this user may press on this record: label and address."""
        if record is None or not record.is_public or not rules.may_retract(request.user):
            return []
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return [
            (self.removal_form(verb).title, reverse(f"{name}_{verb}", args=[record.pk]))
            for verb in self.removal_verbs()
        ]

    def removal_form(self, verb):
        return {"retract": RetractForm, "merge": MergeForm, "rename": RenameForm}[verb]

    def removal_view(self, request, object_id, verb):
        """Ask for the reason or the target, then act; a refusal is shown above the form."""
        if not rules.may_retract(request.user) or not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_object(request, object_id)
        if record is None or not (record.is_public or request.method == "POST"):
            raise Http404  # what was typed meanwhile comes back with the action's refusal
        extra = {"record": record} if verb == "merge" else {}
        offered = (
            {"survivor": request.GET.get("into", "")} if is_key(request.GET.get("into")) else {}
        )
        form = self.removal_form(verb)(request.POST or None, initial=offered, **extra)
        if request.method == "POST" and form.is_valid() and self._remove(request, record, form):
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return render(
            request,
            "admin/removal.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": record,
                "title": form.title,
                "form": form,
                "media": self.media + form.media,
            },
            status=400 if form.errors else 200,
        )

    def _remove(self, request, record, form):
        try:
            form.act(record, by=request.user, at=timezone.now())
        except Invalid as refusal:
            form.add_error(None, refusal.problems)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, _("Done, and written to the list of changes."))
            return True
        return False
