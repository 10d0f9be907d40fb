"""One's own second factor: adding an app, new recovery codes, taking it off."""

import datetime
import io
from base64 import b64encode

import pyotp
import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.actions import factors, guessing
from commitments.actions.errors import Invalid, Refused
from commitments.admin import kept
from commitments.models import SecondFactor

FRESH = datetime.timedelta(minutes=10)


class AddForm(forms.Form):
    """The first code of the app; and the password, unless it was given a moment ago."""

    code = forms.CharField(
        label=gettext_lazy("The code that the app shows"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, fresh, **kwargs):
        super().__init__(*args, **kwargs)
        if fresh:
            del self.fields["password"]


class CodeForm(forms.Form):
    """A code that the app shows now, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("A code of the app, or a recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


def must_add(request):
    """Whether this person's role asks for a second factor that she did not sign in with."""
    if not (settings.REQUIRE_2FA and request.user.is_active and request.user.is_staff):
        return False
    row = getattr(request, "sign_in", None)
    if row is not None and row.with_factor:
        return False
    if not hasattr(request, "needs_factor"):
        request.needs_factor = rules.needs_factor(request.user, settings.REQUIRE_2FA)
    return request.needs_factor


def page(site, request, *, wanted="", sent="", form=None, status=200):
    """The state of one's second factor, or how to add one."""
    factor = SecondFactor.objects.filter(user=request.user).first()
    context = {
        **site.each_context(request),
        "title": _("Second factor"),
        "factor": factor,
        "must": rules.needs_factor(request.user, settings.REQUIRE_2FA),
        "form": form or (CodeForm() if factor else AddForm(fresh=_is_fresh(request))),
        "next": wanted,
        "kept": sent,
    }
    if factor:
        context["left"] = factor.codes.count()
        context["few"] = context["left"] <= factors.FEW
    else:
        context |= _key_to_scan(request)
    return render(request, "admin/second_factor.html", context, status=status)


def _key_to_scan(request):
    """The key to add, the same until it is used, as text and as a picture."""
    secret = request.session.setdefault("new_secret", factors.new_secret())
    name, issuer = request.user.get_username(), _("NSS Tracker")
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=5, border=3, light="#fff")
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"secret": spaced, "picture": b64encode(picture.getvalue()).decode(), "app": address}


def _is_fresh(request):
    row = request.sign_in
    return row is not None and timezone.now() - row.at < FRESH


def view(request):
    """The page; its buttons say what to do in the field ``act``."""
    if not (request.user.is_active and request.user.is_staff):
        return redirect_to_login(request.path, reverse("admin:login"))
    if request.method != "POST":
        return page(admin.site, request, wanted=kept.own_address(request))
    acts = {"add": _add, "codes": _new_codes, "remove": _remove}
    act = acts.get(request.POST.get("act"))
    has_factor = SecondFactor.objects.filter(user=request.user).exists()
    if act is None or has_factor == (act is _add):
        return _again(request)
    return act(request)


def _again(request, form=None):
    given = {"wanted": request.POST.get("next", ""), "sent": request.POST.get("kept", "")}
    return page(admin.site, request, **given, form=form, status=400 if form else 200)


def _slowed(request, form):
    """Whether too many codes or passwords were wrong; counts this one."""
    if guessing.attempt([f"code:{request.user.pk}"], at=timezone.now()):
        form.add_error(None, _("Too many wrong guesses. Try again in some minutes."))
        return True
    return False


def _add(request):
    form = AddForm(request.POST, fresh=_is_fresh(request))
    if not form.is_valid() or _slowed(request, form):
        return _again(request, form)
    given = form.cleaned_data
    if "password" in given and not request.user.check_password(given["password"]):
        form.add_error("password", _("This is not your password."))
        return _again(request, form)
    secret = request.session.get("new_secret", "")
    try:
        codes = factors.add(
            request.user,
            secret=secret or factors.new_secret(),
            code=given["code"],
            at=timezone.now(),
            keep=request.sign_in,
        )
    except Invalid as refusal:
        form.add_error("code", refusal.problems)
        return _again(request, form)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:second_factor")
    guessing.was_right([f"code:{request.user.pk}"])
    del request.session["new_secret"]
    request.session.cycle_key()
    request.sign_in.with_factor = True
    return _codes_page(request, codes)


def _codes_page(request, codes):
    """The recovery codes, shown this once; and what was sent before, to be sent again."""
    sent = request.POST.get("kept", "")
    fields = kept.fields_in(sent) if sent else None
    lines = "\n".join(codes)
    context = {
        **admin.site.each_context(request),
        "title": _("Your recovery codes"),
        "codes": codes,
        "file": b64encode(
            f"NSS Tracker, {request.user.get_username()}\n{lines}\n".encode()
        ).decode(),
        "address": kept.own_address(request),
        "fields": fields,
    }
    return render(request, "admin/recovery_codes.html", context)


def _checked(request):
    """A form whose code is right, or the page that says what is wrong."""
    form = CodeForm(request.POST)
    if not form.is_valid() or _slowed(request, form):
        return _again(request, form)
    if not factors.check(request.user, form.cleaned_data["code"], at=timezone.now()):
        form.add_error("code", _(factors.WRONG))
        return _again(request, form)
    guessing.was_right([f"code:{request.user.pk}"])
    return None


def _new_codes(request):
    wrong = _checked(request)
    if wrong:
        return wrong
    return _codes_page(request, factors.make_codes(request.user.second_factor, at=timezone.now()))


def _remove(request):
    if rules.needs_factor(request.user, settings.REQUIRE_2FA):
        raise PermissionDenied
    wrong = _checked(request)
    if wrong:
        return wrong
    factors.remove(request.user, by=request.user, at=timezone.now(), keep=request.sign_in)
    messages.success(request, _("The second factor is off. Your password alone signs you in."))
    return redirect("admin:second_factor")
