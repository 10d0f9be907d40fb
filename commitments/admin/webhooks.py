"""Webhooks of a partner as administrators see them: how they stand, what was sent, and sent again."""

import json

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions import webhooks
from commitments.actions.errors import Refused
from commitments.choices import DeliveryState
from commitments.queries import webhooks as hooks

PAGE = 50


class RangeForm(forms.Form):
    """Which messages are sent again."""

    first = forms.IntegerField(label=gettext_lazy("From number"), min_value=1, max_value=10**18)
    last = forms.IntegerField(label=gettext_lazy("to number"), min_value=1, max_value=10**18)

    def clean(self):
        facts = super().clean()
        if not self.errors and facts["last"] < facts["first"]:
            self.add_error("last", _("Give a number that is not before the first."))
        return facts


def urls(screen):
    """The addresses, for the screen of partners, which lets in whom it lets change one."""
    one = "<int:pk>/webhooks/<int:hook>/"
    return [
        path(one, screen.admin_site.admin_view(screen.webhook_view), name="partner_webhook"),
        path(
            f"{one}deliveries/<int:delivery>/",
            screen.admin_site.admin_view(screen.webhook_view),
            name="partner_delivery",
        ),
    ]


def view(request, partner, number, delivery, context):
    """A webhook, or one message of it; a button's form says in ``act`` what is to be done."""
    hook = hooks.listed().filter(partner=partner, pk=number).first()
    if hook is None:
        raise Http404
    shown = hook.deliveries.filter(pk=delivery).first() if delivery else None
    if delivery and shown is None:
        raise Http404
    form, problem = RangeForm(), ""
    if request.method == "POST":
        form = RangeForm(request.POST if request.POST.get("act") == "replay" else None)
        try:
            done = act(request, hook, form)
        except Refused as refusal:
            done, problem = False, str(refusal)
        if done:
            return redirect(request.path)
    status = 200 if request.method != "POST" else 409 if problem else 400
    context |= {"hook": hook, "form": form, "problem": problem, "original": partner}
    if shown:
        return delivery_page(request, shown, context, status)
    return webhook_page(request, hook, context, status)


def act(request, hook, form):
    """Do what a button says; whether it was done. Raises Refused."""
    how = {"by": request.user, "at": timezone.now()}
    verb = request.POST.get("act")
    if verb == "test":
        webhooks.test(hook, **how)
        told = _("A test is on its way. Its answer stands in the list below in a moment.")
    elif verb == "off":
        webhooks.switch_off(hook, **how)
        told = _("Nothing more is sent to it. What becomes public waits.")
    elif verb == "on":
        webhooks.switch_on(hook, **how)
        told = _("It goes on where it stopped.")
    elif verb == "replay" and form.is_valid():
        count = webhooks.replay(hook, **form.cleaned_data, **how)
        told = ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", count)
        told %= {"n": count}
    else:
        return False
    messages.success(request, told)
    return True


def webhook_page(request, hook, context, status):
    """How a webhook stands, and its log."""
    given = request.GET.get("state", "")
    state = given if given in DeliveryState.values else ""
    pages = Paginator(hooks.deliveries_of(hook, state), PAGE)
    context |= {
        "title": _("Webhook"),
        "page": pages.get_page(request.GET.get("page")),
        "state": state,
        "states": DeliveryState.choices,
    }
    return render(request, "admin/webhook.html", context, status=status)


def delivery_page(request, delivery, context, status):
    """One message: what was sent, and what each attempt came to."""
    payload = json.dumps(json.loads(delivery.payload), ensure_ascii=False, indent=2)
    context |= {
        "title": _("Message %s") % delivery.pk,
        "delivery": delivery,
        "payload": payload,
        "may_replay": delivery.seq is not None and delivery.state != DeliveryState.WAITING,
        "back": reverse(
            "admin:partner_webhook", args=[context["original"].pk, delivery.webhook_id]
        ),
    }
    return render(request, "admin/delivery.html", context, status=status)
