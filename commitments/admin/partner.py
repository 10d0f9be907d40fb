"""Partners, their keys and webhooks: made and shown once, replaced, revoked. For administrators only."""

import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions import keys
from commitments.actions.errors import NotAllowed, Refused
from commitments.admin import webhooks
from commitments.admin.forms import TidyField
from commitments.admin.listing import Unreadable
from commitments.choices import KeyState, Scope
from commitments.models import ApiKey, Partner
from commitments.queries import webhooks as hooks


class KeyForm(forms.Form):
    """What a new key is for, what it may, and how long."""

    label = TidyField(
        label=gettext_lazy("Used for"),
        max_length=100,
        help_text=gettext_lazy("Which program uses it, as in “nightly copy”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May, beside reading"),
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("At most two years from today."),
    )

    @staticmethod
    def a_year_from(now):
        """What the form opens with."""
        return {"last_day": now.date() + datetime.timedelta(days=365)}

    @property
    def facts(self):
        """What the action is told; the last day counts whole."""
        given = self.cleaned_data
        day = datetime.datetime.combine(given["last_day"], datetime.time(), datetime.UTC)
        ends = day + datetime.timedelta(days=1)
        return {"label": given["label"], "scopes": given["scopes"], "expires_at": ends}


def overlap_words(days):
    if not days:
        return _("not at all: it ends now")
    return ngettext("%(n)s day more", "%(n)s days more", days) % {"n": days}


class ReplaceForm(forms.Form):
    """How long the old key goes on opening."""

    overlap = forms.TypedChoiceField(
        label=gettext_lazy("The old key works"),
        coerce=int,
        choices=lambda: [(days, overlap_words(days)) for days in keys.OVERLAPS],
        initial=7,
    )

    @property
    def facts(self):
        return {"overlap": datetime.timedelta(days=self.cleaned_data["overlap"])}


ACTS = {
    "make": (
        gettext_lazy("Make a key"),
        gettext_lazy("It is shown once, on the next page. Have a safe way ready to hand it over."),
    ),
    "replace": (
        gettext_lazy("Replace the key"),
        gettext_lazy(
            "The new key may what this one may, and for as long. It is shown once, on the next page."
        ),
    ),
    "revoke": (
        gettext_lazy("Revoke the key"),
        gettext_lazy("From the next request on it opens nothing. This cannot be undone."),
    ),
}
FORMS = {"make": KeyForm, "replace": ReplaceForm, "revoke": forms.Form}


@admin.register(Partner)
class PartnerAdmin(Unreadable, admin.ModelAdmin):
    list_display = [
        "name",
        "contact",
        "is_active",
        "is_sandbox",
        "open_keys",
        "last_use",
        "hooks_held",
    ]
    list_filter = ["is_active", "is_sandbox"]
    search_fields = ["name", "contact", "keys__public_id"]
    search_help_text = gettext_lazy("Name, contact, or the eight characters after nsst_ of a key.")
    fields = ["name", "contact", "is_active", "is_sandbox"]
    change_form_template = "admin/partner.html"
    actions = None

    def get_queryset(self, request):
        live = Q(keys__revoked_at=None, keys__expires_at__gt=timezone.now())
        found = super().get_queryset(request)
        off = Q(webhooks__disabled_at__isnull=False)
        return found.annotate(
            live=Count("keys", filter=live, distinct=True),
            used=Max("keys__last_used_at"),
            hooks=Count("webhooks", distinct=True),
            hooks_off=Count("webhooks", filter=off, distinct=True),
        )

    @admin.display(description=gettext_lazy("keys that open"), ordering="live")
    def open_keys(self, partner):
        return partner.live

    @admin.display(description=gettext_lazy("last use (UTC)"), ordering="used")
    def last_use(self, partner):
        return f"{partner.used:%Y-%m-%d %H:%M}" if partner.used else _("never")

    @admin.display(description=gettext_lazy("webhooks"), ordering="hooks")
    def hooks_held(self, partner):
        if not partner.hooks_off:
            return partner.hooks
        return _("%(n)s, %(off)s switched off") % {"n": partner.hooks, "off": partner.hooks_off}

    def get_readonly_fields(self, request, obj=None):
        """What was sent to try the API and what was meant stay apart."""
        return ["is_sandbox"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """What a partner sent keeps its name."""
        return False

    def save_model(self, request, obj, form, change):
        """The action writes the audit log, too."""
        keys.save_partner(obj, by=request.user, at=timezone.now())

    def log_addition(self, request, obj, message):
        """The audit log tells it."""

    def log_change(self, request, obj, message):
        """The audit log tells it."""

    def history_view(self, request, object_id, extra_context=None):
        """What happened to a partner is in the audit log."""
        partner = self.get_object(request, object_id)
        if partner is None:
            raise Http404
        if not request.user.has_perm("commitments.view_auditentry"):
            raise PermissionDenied
        address = reverse("admin:commitments_auditentry_changelist", query={"q": partner.name})
        return redirect(address)

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        if obj is not None:
            now = timezone.now()
            found = [(key, key.state_at(now)) for key in obj.keys.select_related("made_by")]
            context |= {"keys": found, "ACTIVE": KeyState.ACTIVE}
            context["webhooks"] = hooks.listed().filter(partner=obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view(self.key_view)
        own = [
            path("<int:pk>/keys/make/", view, {"verb": "make"}, name="partner_key_make"),
            *(
                path(
                    f"<int:pk>/keys/<int:number>/{verb}/",
                    view,
                    {"verb": verb},
                    name=f"partner_key_{verb}",
                )
                for verb in ("replace", "revoke")
            ),
        ]
        return own + webhooks.urls(self) + super().get_urls()

    def webhook_view(self, request, pk, hook, delivery=None):
        """A webhook of a partner, or a message of it."""
        partner = self.get_object(request, str(pk))
        if not self.has_change_permission(request, partner):
            raise PermissionDenied
        if partner is None:
            raise Http404
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return webhooks.view(request, partner, hook, delivery, context)

    def key_view(self, request, pk, verb, number=None):
        """Ask, then act; a new key is shown in the answer and nowhere else, ever."""
        partner = self.get_object(request, str(pk))
        if not self.has_change_permission(request, partner):
            raise PermissionDenied
        key = partner and ApiKey.objects.filter(partner=partner, pk=number).first()
        if partner is None or (number is not None and key is None):
            raise Http404
        start = KeyForm.a_year_from(timezone.now()) if verb == "make" else None
        form = FORMS[verb](request.POST if request.method == "POST" else None, initial=start)
        problem = ""
        if request.method == "POST" and form.is_valid():
            try:
                return self.act(request, partner, key, verb, form)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except Refused as refusal:
                problem = str(refusal)
        status = 200 if request.method == "GET" else 409 if problem else 400
        return self.key_page(request, partner, key, verb, status, form=form, problem=problem)

    def act(self, request, partner, key, verb, form):
        """Call the action behind a button; a new key is shown at once."""
        how = {"by": request.user, "at": timezone.now()}
        if verb == "revoke":
            keys.revoke(key, **how)
            messages.success(request, _("%s opens nothing any more.") % key)
            return redirect("admin:commitments_partner_change", partner.pk)
        if verb == "make":
            new, text = keys.make(partner, **form.facts, **how)
        else:
            new, text = keys.replace(key, **form.facts, **how)
        return self.key_page(request, partner, new, verb, 200, text=text)

    def key_page(self, request, partner, key, verb, status, **more):
        """The page that asks, or the one that shows a new key."""
        title, intro = ACTS[verb]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": partner,
            "key": key,
            "title": _("The new key") if "text" in more else title,
            "button": title,
            "intro": intro,
            **more,
        }
        template = "admin/key_shown.html" if "text" in more else "admin/key_act.html"
        return render(request, template, context, status=status)
